"""Write `docs/engine.md`: what the engine runs, construct by construct, what it refuses and why, and how a drawing is
tried out. The states come from the table of capabilities, the sentences of the code and the models of the suite.

`--check`: exit 1 where the page is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from made_page import write_or_check

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "engine.md"

_HEAD = """# What the engine runs

Made by `packaging/make_engine.py` from the code; do not edit by hand.

What stands here as run is shown by the models that the row names ([engine-coverage.md](engine-coverage.md)); what is
refused is refused when a process is compiled, with its element, the reason and what to do, and is an error of the
checks, too. A drawing (not executable) may leave open what a process that runs by itself has to say: the report of
`walk` then tells how it is tried out.

"""

_RULES = """## How it moves

- Branches beside each other go on in turn, each in the order in which its token came; where several flows leave a
  node they are taken in the order of the file. Two runs with one key and one script are equal to the byte.
- Variables belong to the process; a called process has its own. Runs of a loop have their item and counter of their
  own. Parallel branches share the variables of their process.
- A parallel gateway takes one token of each flow; a second one on a flow waits for the next round. One that waits for
  a branch that can no longer come is an incident: trying again looks anew, leaving it out lets what has come go on.
- An inclusive gateway waits for a token that can come to a flow which has none, unless that token can come to a flow
  that has one as well (BPMN 2.0, 13.4.3).
- A complex gateway goes on once its condition (FEEL, of `activationCount`, the number of flows that a token has come
  on) holds. What comes late on the other flows is taken in and sends nothing out; then it begins anew.
- A repeating timer on the way lets a token go at each of its times; on a border that interrupts, at the start of an
  event sub-process that interrupts and behind an event-based gateway the first time counts. What it began beside a
  step outlives the step. All its times count from its beginning (without one, from when its step was reached): each
  month from 31 January is 28 February, 31 March, 30 April.
- Of a multiple event the first of its events counts; of a parallel multiple one each has to come once, in any order.
  Beside a step it begins again then. A multiple event that throws throws all, last what ends something.
- Compensation undoes what ended in the scope of the event that throws it, the last first, one after the other; with
  an activity it undoes that one, each time that it was done. Runs of a loop are undone run by run with their local
  variables; a sub-process by its own handler, else by its compensation event sub-process, else by undoing what was
  done inside; a called process with the variables that it had. What was interrupted or failed is not undone.
- Cancelling a transaction takes away what runs in it, undoes what was done in it, and goes on at its cancel event.
- An ad-hoc sub-process offers the steps that no flow leads to, as often as wanted, until its condition holds after a
  step, or until whoever runs it says that there is nothing more. What still runs is taken away when the condition
  holds, or waited for where `cancelRemainingInstances` is false. `Sequential`: one after the other.
- A decision is told its inputs by their names, `Monthly pay` also as `Monthly_pay`; what its expressions name though
  nothing gives it is taken from the case as well, as other engines do. Without a variable for the result each answer
  becomes a variable of its own name. A table that collects and has no rule that fits gives an empty list.
- A data store is known by its name (that of the `dataStore`, else that of the drawing) in all processes of a
  workspace, and holds one JSON value: it is shared by the cases of a rehearsal, another rehearsal has its own. As a
  step or event is entered, what it is joined with is taken: a variable of the data input's name, else of the
  store's; as it is left, the variable of that name is put there. `transformation` and `assignment` are FEEL over
  the variables and the content by the store's name (`append(Orders, order)`); `to` of an assignment is the
  variable, or the named value of the content that is set. Nothing is taken of a store that nobody has put anything
  into, nothing put of a variable that is not there, and nothing of a step that was interrupted or left out. Runs of
  a loop are taken together. A list longer than `capacity` is an incident. One command reads and writes as a whole,
  or not at all; a case that goes back undoes what it put there unless somebody else has since. Of each record, or
  named value, is kept which case put it there at which step, and when; Rehearse shows that. A store called like a
  data source (`data/NAME.json`, or its name) holds the records of that, as the system that owns them gave them last.
- A timer at the beginning of a process runs from the moment that the process is deployed in a rehearsal, and begins
  a case at each of its times, in due order with all other timers; what had passed by then is not made up for. A new
  version that says the same goes on where the one before stood, another rehearsal has its own times. The starter of
  such a case is the owner of the process, else the first person who may manage it, else the tester; its start form
  gives what it gives by itself. It can be switched off.
- What runs give (`loopDataOutputRef`, `outputDataItem`) is a list in the order of the runs, whichever ended first; of
  runs that were cut short by the completion condition there is nothing in it, and interrupted ones give no list.

"""

RUNS, REFUSED = "✔", "refused"

# construct, state, how, what shows it: beginnings of ids of models, or codes of refusals
_ROWS: dict[str, list[tuple[str, str, str, str]]] = {
    "Activities": [
        ("user task, manual task", RUNS, "a step in the inbox", "step/user step/manual"),
        ("untyped task", RUNS, "a step in the inbox", "step/untyped"),
        ("script task", RUNS, "FEEL assignments, all or none; another language is answered by hand", "step/script"),
        ("service task", RUNS, "a connector, a mock, or by hand; a failure is caught on its border", "step/service"),
        ("send task, receive task", RUNS, "a receive task without message is done by hand", "step/send step/receive"),
        ("business rule task", RUNS, "asks a decision of the workspace; without one, or where it is not there, a "
         "mock or by hand", "decision/ step/business-rule"),
        ("call activity", RUNS, "with input and output mapping, or all variables both ways; a target that is not "
         "there is answered by hand", "call/"),
        ("sub-process", RUNS, "without start it begins with what no flow leads to", "scope/subProcess scope/"),
        ("sub-process with several starts", REFUSED, "", "capability.several-starts"),
        ("sub-process with a start that waits", REFUSED, "", "capability.start-inside"),
        ("transaction, cancel end, cancel border", RUNS, "what was done is undone", "scope/transaction cancel/"),
        ("ad-hoc sub-process", RUNS, "parallel and sequential, completion condition, cancel remaining", "ad-hoc/"),
        ("event sub-process: message, signal, timer, condition", RUNS, "interrupting or not, nested",
         "event-sub-process/message event-sub-process/signal event-sub-process/timer event-sub-process/condition"),
        ("event sub-process: error, escalation", RUNS, "an error always interrupts",
         "event-sub-process/error event-sub-process/escalation"),
        ("event sub-process: compensation", RUNS, "when its sub-process is undone", "compensation/event-sub-process"),
        ("event sub-process: multiple, parallel multiple", RUNS, "",
         "multiple/event-sub-process parallel-multiple/event-sub-process"),
        ("standard loop", RUNS, "condition, maximum, test before", "loop/standard"),
        ("standard loop that says nothing", REFUSED, "", "capability.loop"),
        ("multi-instance, parallel", RUNS, "number, list, completion condition, border events; on steps, "
         "sub-processes and calls", "loop/parallel given/parallel"),
        ("multi-instance, sequential", RUNS, "the same; entries that are null are runs as any other",
         "loop/sequential given/sequential"),
        ("multi-instance output into a list that is there", RUNS, "the list is replaced", "given/"),
        ("multi-instance that does not say how often", REFUSED, "", "capability.runs"),
        ("events at the end of runs (none, one, complex)", REFUSED, "", "capability.behavior"),
        ("isForCompensation", RUNS, "as the handler of a compensation event on a border", "compensation/"),
        ("isForCompensation without such an event", REFUSED, "", "capability.loose-handler"),
    ],
    "Gateways and flows": [
        ("exclusive", RUNS, "without readable condition the flow is picked by hand; no match is an incident",
         "exclusive/"),
        ("parallel", RUNS, "a second token on a flow waits for the next round", "parallel/"),
        ("inclusive split and join", RUNS, "unstructured joins, too", "inclusive/"),
        ("complex, with a condition on activationCount", RUNS, "", "complex/"),
        ("complex, without one or with waitingForStart", REFUSED, "", "capability.activation capability.reset"),
        ("event-based", RUNS, "several timers, messages, signals, conditions, receive tasks", "event-gateway/"),
        ("event-based, at the beginning of a process", RUNS, "where there is no start event", "starts/event-gateway"),
        ("event-based that nothing leads to, beside a start event", REFUSED, "", "capability.no-way-in"),
        ("event-based, parallel", RUNS, "a fork before its events", "parallel/no-join"),
        ("several flows out of a step or event", RUNS, "taken together", "flow/two-out-of-a-step"),
        ("condition on a flow out of a step", RUNS, "", "flow/condition-out-of-a-step flow/default-out-of-a-step"),
        ("several flows into a step", RUNS, "one run for each token", "flow/two-into-a-step"),
        ("no start event", RUNS, "", "flow/no-start"),
        ("no end event", RUNS, "", "flow/no-end"),
        ("several start events of a process", RUNS, "the one that is named begins; where none is, it is asked for",
         "starts/"),
        ("flow across the border of a sub-process", REFUSED, "", "capability.across"),
    ],
    "Events": [
        ("none", RUNS, "", "catch/none throw/none end/none"),
        ("message", RUNS, "to one receiver, by correlation; kept until somebody waits; beside a step again and again",
         "start/message catch/message border/message throw/message"),
        ("signal", RUNS, "to all who wait; at an end, too", "start/signal catch/signal border/signal throw/signal"),
        ("timer: date, duration", RUNS, "in virtual time, in due order", "start/timer catch/timer border/timer"),
        ("timer: cycle", RUNS, "catching, on a border, behind an event-based gateway",
         "cycle/catch cycle/border cycle/gateway"),
        ("timer at the start of a process: date, duration, cycle", RUNS, "the clock of a rehearsal begins a case at "
         "each of its times; somebody may start one besides", "start/timer starts/cycle"),
        ("conditional", RUNS, "whenever a variable changes; on a border each time that it becomes true",
         "start/condition catch/condition border/condition"),
        ("conditional without a FEEL condition", REFUSED, "", "capability.condition"),
        ("error", RUNS, "from ends, services and people; uncaught it ends the case", "border/error end/error"),
        ("escalation", RUNS, "uncaught it is passed", "border/escalation throw/escalation"),
        ("cancel", RUNS, "in transactions", "cancel/"),
        ("cancel elsewhere, or without an event to go on at", REFUSED, "",
         "capability.no-transaction capability.no-cancel"),
        ("compensation", RUNS, "thrown on the way or at the end, for one activity or all", "compensation/"),
        ("compensation without handler, of what cannot be seen, or without waiting", REFUSED, "",
         "capability.no-handler capability.compensation-target capability.compensation-waits "
         "capability.compensation-place"),
        ("link", RUNS, "", "throw/link"),
        ("link that leads nowhere", REFUSED, "", "capability.link"),
        ("terminate", RUNS, "its own scope", "end/terminate"),
        ("multiple, catching and on borders", RUNS, "any number of timers in it",
         "multiple/catch multiple/border multiple/beside multiple/gateway"),
        ("multiple, throwing", RUNS, "", "multiple/throw multiple/end"),
        ("multiple at the start of a process", RUNS, "any of its messages begins a case", "starts/multiple"),
        ("parallel multiple", RUNS, "", "parallel-multiple/"),
        ("parallel multiple at the start of a process", REFUSED, "", "capability.start"),
        ("event on no border", REFUSED, "", "capability.no-host"),
    ],
    "Data, lanes, decisions": [
        ("data objects", RUNS, "a variable of their name; what a data association works out is told in the report "
         "and not done", ""),
        ("data stores", RUNS, "shared by the cases of a rehearsal: read as a step begins, written as it ends; FEEL "
         "in transformation and assignments; capacity", "store/"),
        ("data store called like a data source", RUNS, "holds its records, kept up to date by the system that owns "
         "them", ""),
        ("data store: writing to the records of a data source", REFUSED, "", "capability.store-kept"),
        ("data store: what is worked out in another language, or for no variable", REFUSED, "",
         "capability.store-value capability.store-entry"),
        ("lanes", RUNS, "name and id of the innermost", ""),
        ("ids of sequence flows", RUNS, "each flow that is taken is a line of history, with the reason", ""),
        ("extension elements", RUNS, "our own, and what other engines wrote as far as dialects.md says", ""),
        ("isExecutable = false", RUNS, "a drawing, tried out by hand", ""),
        ("kinds of values", RUNS, "JSON; dates and durations as ISO texts; numbers exact in FEEL", ""),
        ("decisions (DMN)", RUNS, "all hit policies, graphs, knowledge, services, imports, boxed expressions "
         "([dmn-conformance.md](dmn-conformance.md)); the history tells which rules fitted and why; no rule that "
         "fits, overlapping or disagreeing rules and what cannot be worked out are errors (`no-rule`, `overlap`, "
         "`differ`, `expression`, `steps`, …) that a border may catch, else an incident", "decision/"),
    ],
}  # fmt: skip


def page() -> str:
    """The text of the page."""
    return _HEAD + _RULES + _constructs() + _matrix() + _refusals() + _drawings()


def _constructs() -> str:
    from runner.bundle import capability  # noqa: F401  # declares the refusals
    from runner.core.messages import declared
    from tests.unit.engine_coverage.models import MODELS

    ids = list(MODELS)
    parts = []
    for title, rows in _ROWS.items():
        lines = [f"## {title}", "", "| construct | state | how | shown by |", "|---|---|---|---|"]
        for construct, state, how, shown in rows:
            told = []
            for word in shown.split():
                if word.startswith("capability."):
                    if word not in declared():
                        raise SystemExit(f"{construct}: no refusal {word}")
                    told.append(f"`{word}`")
                else:
                    count = sum(own.startswith(word) for own in ids)
                    if not count:
                        raise SystemExit(f"{construct}: no model {word}")
                    told.append(f"{count} models `{word.rstrip('/')}`" if count > 1 else f"model `{word}`")
            lines.append(f"| {construct} | {state} | {how} | {', '.join(told)} |")
        parts.append("\n".join(lines) + "\n\n")
    return "".join(parts)


def _matrix() -> str:
    from runner.bundle.capability import CAPABILITIES

    places = [
        ("start of a process", "startEvent", False), ("start of an event sub-process", "startEvent", True),
        ("catching", "intermediateCatchEvent", False), ("on a border", "boundaryEvent", False),
        ("throwing", "intermediateThrowEvent", False), ("end", "endEvent", False),
    ]  # fmt: skip
    rows = {(row.kind, row.event, row.inside) for row in CAPABILITIES}
    lines = [
        "## Which event where",
        "",
        "From the table of capabilities; – is refused or does not exist in BPMN.",
        "",
    ]
    lines += [
        "| event | " + " | ".join(name for name, _kind, _inside in places) + " |",
        "|---|" + "---|" * len(places),
    ]
    for event in dict.fromkeys(row.event for row in CAPABILITIES):
        marks = [RUNS if (kind, event, inside) in rows else "–" for _name, kind, inside in places]
        lines.append(f"| {event} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n\n"


def _refusals() -> str:
    from modeler.lint.rules.unsupported_construct import fix
    from runner.core.messages import declared
    from runner.core.problem import Problem

    lines = [
        "## What is refused, and why",
        "",
        "| code | why | what to do | mended at a click |",
        "|---|---|---|---|",
    ]
    for code, message in sorted(declared().items()):
        if code.startswith("capability."):
            mended = fix(Problem(f"unsupported-construct.{code.partition('.')[2]}", element="x"))
            lines.append(f"| `{code}` | {message.text} | {message.hint} | {mended.label if mended else ''} |")
    return "\n".join(lines) + "\n\n"


def _drawings() -> str:
    import modeler.compile.foreign  # noqa: F401  # declares the sentences
    from runner.core.messages import declared

    lines = ["## What the report says of a file that is read otherwise", "", "| code | sentence |", "|---|---|"]
    lines += [f"| `{code}` | {one.text} |" for code, one in sorted(declared().items()) if code.startswith("foreign.")]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, Path(__file__).name, __doc__))
