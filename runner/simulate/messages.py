"""The sentences of the simulator's codes."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.core.messages import declare, declare_words

declare_words(
    "kind",
    {
        "constant": N_("Always the same"), "triangular": N_("Least, usual, most"), "uniform": N_("Anything between"),
        "exponential": N_("Pure chance (exponential)"), "normal": N_("Around a mean (normal)"),
        "lognormal": N_("Long tail (lognormal)"), "gamma": N_("Gamma"), "erlang": N_("Erlang"), "beta": N_("Beta"),
        "weibull": N_("Weibull"),
    },
)  # fmt: skip
declare_words(
    "parameter",
    {
        "value": N_("Value"), "min": N_("Least"), "mode": N_("Usual"), "max": N_("Most"), "mean": N_("Mean"),
        "sd": N_("Spread"), "k": N_("Stages"), "shape": N_("Shape"), "scale": N_("Scale"),
    },
)  # fmt: skip

declare(
    {
        "simulate.bad-time": (
            N_("The scenario's {name} is not a time: {text}."),
            N_("Write a length such as PT10M or P1D, or an instant such as 2026-03-02T09:00:00+08:00."),
        ),
        "simulate.bad-money": (N_("{text} is not an amount of money."), N_("Write a plain number such as 60.50.")),
        "simulate.bad-distribution": (
            N_("The distribution of {name} does not fit: {kind} with this {parameter}."),
            N_("Mend {parameter}, or choose another distribution."),
        ),
        "simulate.bad-calendar": (
            N_("The calendar {name} is not readable."),
            N_('Each row of its week needs days such as "MO-FR", from and to such as 09:00.'),
        ),
        "simulate.unknown-calendar": (
            N_("The calendar {name} is not there."),
            N_("Define it in the scenario or the workspace, or leave the calendar empty for always open."),
        ),
        "simulate.unknown-element": (
            N_("The scenario names {name}, which is not in the process."),
            N_("Remove it from the scenario, or give the element that name."),
        ),
        "simulate.unknown-pool": (
            N_("This step needs people of the pool {name}, which is not in the scenario."),
            N_("Add the pool to the scenario, or choose another one."),
        ),
        "simulate.unknown-start": (
            N_("Cases are to arrive at {name}, which is not in the process."),
            N_("Choose a start event of the process."),
        ),
        "simulate.double-pool": (N_("Two pools of the scenario have the same name."), N_("Rename one of them.")),
        "simulate.no-capacity": (
            N_("{name} needs a pool with nobody in it."),
            N_("Give the pool at least one person."),
        ),
        "simulate.no-duration": (
            N_("{name} has no duration and counts as done at once."),
            N_("Give it a duration in the scenario."),
        ),
        "simulate.no-delay": (
            N_("How long {name} takes to come is unknown; it comes at once."),
            N_("Give the event a delay in the scenario."),
        ),
        "simulate.never-comes": (
            N_("{name} never comes: it has neither a delay nor a probability."),
            N_("Give the event a delay or a probability in the scenario."),
        ),
        "simulate.no-instances": (
            N_("How often {name} is repeated is unknown; it runs once."),
            N_("Give the number of instances in the scenario."),
        ),
        "simulate.ignored": (
            N_("{name} is not simulated: event sub-processes are left out."),
            N_("Model what matters for the load in the main flow."),
        ),
        "simulate.compensation": (
            N_("{name} is not simulated: compensation is left out, and throwing it takes no time."),
            N_("Model what matters for the load in the main flow."),
        ),
        "simulate.simplified": (
            N_("{name} is simulated as an inclusive gateway."),
            N_("Check that this is what you mean."),
        ),
        "simulate.call-missing": (
            N_("The process that {name} calls is not at hand; it is simulated as one step."),
            N_("Give the step a duration, or add the called process to the workspace."),
        ),
        "simulate.call-deep": (
            N_("{name} calls processes that call each other without end."),
            N_("Break the circle of calls."),
        ),
        "simulate.probabilities-sum": (
            N_("The probabilities behind {name} add up to {total} instead of 1."),
            N_("Change them so that they add up to 1; one may be left out and takes the rest."),
        ),
        "simulate.no-probabilities": (
            N_("No probabilities are given behind {name}; all ways are equally likely."),
            N_("Give the flows their shares in the scenario."),
        ),
        "simulate.condition-unknown": (
            N_("A condition behind {name} asks for data that the scenario does not have."),
            N_("Add the data to the scenario, or give the flows their shares."),
        ),
        "simulate.truncated": (
            N_("The limits of {name} move its mean from {asked} to {achieved}."),
            N_("The achieved mean is the one that is simulated; change mean or limits to get another."),
        ),
        "simulate.no-start": (N_("{name} has no start."), N_("Add a start event.")),
        "simulate.no-arrivals": (
            N_("The scenario says nothing about how cases arrive."),
            N_("Say how often a case arrives."),
        ),
        "simulate.no-limit": (
            N_("The scenario has no end."),
            N_("Give the number of cases or the time until which to simulate."),
        ),
        "simulate.overload": (
            N_(
                "{name} gets {load} of the work that it can do: its queue grows as long as the run lasts, "
                "and so do the means."
            ),
            N_("Add people, shorten the work, or let fewer cases arrive."),
        ),
        "simulate.no-organization": (
            N_("The rules of the steps were to say who does the work, but there are no people; the pools did it."),
            N_("Add people under People, or let the pools of the scenario do the work."),
        ),
        "simulate.no-starter": (
            N_("Nobody in the organisation may start {name}."),
            N_("Let somebody start it under Rights, or let the pools of the scenario do the work."),
        ),
        "simulate.nobody": (
            N_("The rule of {name} found nobody {count} times; the pools of the scenario did the work then."),
            N_("The preview of who approves says for whom it is so; data that the rule needs can be given here."),
        ),
        "simulate.always-busy": (
            N_("{name} is busy {load} of the time: work piles up there, and the means grow with the run."),
            N_("Give the step more people or an agent, shorten the work, or let fewer cases arrive."),
        ),
        "simulate.stuck": (
            N_("{count} cases can never end; they wait at {name}."),
            N_("A join there waits for a branch that was not taken."),
        ),
        "simulate.unfinished": (
            N_("{count} cases were still open at the end of the run and are not counted."),
            N_("Simulate longer, or leave out the end time."),
        ),
        "simulate.few-cases": (
            N_("No case ended after the warm-up."),
            N_("Simulate more cases, or shorten the warm-up."),
        ),
        "simulate.one-replication": (
            N_("One replication gives no interval."),
            N_("Use ten replications or more."),
        ),
        "simulate.partial": (
            N_("Stopped after {done} of {asked} replications."),
            "",
        ),
        "simulate.refused": (N_("The scenario cannot be simulated: {problem}"), ""),
        "simulate.cancelled": (N_("The simulation was stopped before its first replication was done."), ""),
        "simulate.never-open": (
            N_("A calendar has no working time for two years."),
            N_("Give its week at least one open period."),
        ),
        "simulate.list-exhausted": (
            N_("The list of {count} values for {element} is used up."),
            N_("Give more values, or fewer cases."),
        ),
        "simulate.endless": (
            N_("A case goes round {element} without end."),
            N_("Give the way out of the loop a probability."),
        ),
        "simulate.no-way": (
            N_("No condition behind {element} is true for a simulated case, and there is no default flow."),
            N_("Add a default flow, or give the flows their shares."),
        ),
    }
)
