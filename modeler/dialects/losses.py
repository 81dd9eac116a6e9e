"""What a written file lacks: the kinds of losses with their sentences, and who collects them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity


class Effect(StrEnum):
    """What becomes of a concept: it works the same, it works with less, it is not there (and nothing hangs on it), or
    nothing is written because the outcome of a case would be another one."""

    CONVERTED = "converted"
    WEAKER = "weaker"
    DROPPED = "dropped"
    REFUSED = "refused"


CONCEPTS: Mapping[str, str] = {
    "element": N_("Kinds of elements"),
    "condition": N_("Conditions"),
    "event": N_("Events"),
    "timer": N_("Timers"),
    "message": N_("Messages"),
    "error": N_("Error and escalation codes"),
    "loop": N_("Several runs"),
    "people": N_("Who handles a step"),
    "person-rules": N_("Rules for nobody, starter and repetition"),
    "approval": N_("Approvals"),
    "due": N_("Due dates"),
    "reminder": N_("Reminders and what follows a time limit"),
    "copy": N_("Copies"),
    "form": N_("Forms"),
    "field-rights": N_("Rights on fields"),
    "script": N_("Scripts"),
    "service": N_("Services"),
    "mapping": N_("What goes in and out"),
    "decision": N_("Decisions"),
    "call": N_("Called processes"),
    "starters": N_("Who may start"),
    "rights": N_("Other rights"),
    "policy": N_("What may be done with a case"),
    "version": N_("Version"),
    "history": N_("How long history is kept"),
    "documentation": N_("Documentation"),
    "foreign": N_("What other tools wrote"),
}
"""All concepts, in the order in which they are told."""


@dataclass(frozen=True)
class Kind:
    """One kind of loss: what it is about, what becomes of it, and the sentence with its hint."""

    concept: str
    effect: Effect
    text: str
    hint: str = ""


_W, _D, _R = Effect.WEAKER, Effect.DROPPED, Effect.REFUSED
_DRAW = N_("Draw it otherwise, or publish it to an engine that knows it.")
_MOVE = N_("Move it into a decision or a script of its own, and test its result here.")

KINDS: Mapping[str, Kind] = {
    "element": Kind("element", _R, N_("“{name}” cannot be run by {target}, which has no {kind}."), _DRAW),
    "not-run": Kind("element", _D, N_("The process “{name}” is a drawing: {target} stores it and never runs it.")),
    "event": Kind("event", _R, N_("“{name}” cannot be run by {target}, which has no {event} event there."), _DRAW),
    "unsaid": Kind(
        "event", _R,
        N_("“{name}” does not say what it waits for or sends; {target} takes no such file."),
        N_("Name the message, signal or time."),
    ),
    "condition": Kind(
        "condition", _R,
        N_("“{name}”: the condition {text} cannot be said to {target}: {cause}"),
        _MOVE,
    ),
    "condition-unsure": Kind(
        "condition", _W,
        N_("“{name}”: the condition {text} may come out otherwise on {target}: {cause}"),
    ),
    "condition-foreign": Kind(
        "condition", _R,
        N_("“{name}”: the condition {text} is in a language that {target} is not known to run."),
        N_("Write it in FEEL."),
    ),
    "condition-alone": Kind(
        "condition", _W,
        N_("“{name}” is the only flow out of its gateway; on {target} it is taken whatever its condition says."),
    ),
    "timer": Kind(
        "timer", _R,
        N_("“{name}”: the time {text} cannot be said to {target}: {cause}"),
        N_("Write a time in ISO 8601, or name a variable that holds one."),
    ),
    "message-sent": Kind(
        "message", _W,
        N_("“{name}” sends the message {message}: on {target} a worker for the topic {topic} has to deliver it."),
    ),
    "condition-asked": Kind("event", _W, N_("“{name}”: {target} looks at its condition only when it is asked to.")),
    "decision-cell": Kind(
        "decision", _R,
        N_("The decision “{name}”: {text} cannot be said to {target}: {cause}"),
        _MOVE,
    ),
    "call-known": Kind(
        "call", _W,
        N_("“{name}”: only the variables known to the model come back from the called process: {variables}."),
    ),
    "message-triggered": Kind(
        "message", _W,
        N_("“{name}” does not wait for a message on {target}; somebody has to trigger it."),
    ),
    "condition-place": Kind(
        "condition", _R,
        N_("“{name}” has a condition, but leaves a step; {target} looks at conditions behind gateways only."),
        N_("Put a gateway behind the step."),
    ),
    "inclusive-join": Kind(
        "element", _R,
        N_("“{name}” waits for several flows; {target} has no inclusive gateway that joins."),
        _DRAW,
    ),
    "message-key": Kind(
        "message", _W,
        N_("“{name}”: {target} wants a key for each message; here it is “{key}” for all cases."),
    ),
    "people-starter": Kind(
        "people", _W,
        N_("“{name}”: {target} does not keep who started a case; it has to be given as “starter”."),
    ),
    "people-lanes": Kind(
        "people", _W,
        N_("“{name}”: {target} knows people by lanes only; who handles it is listed in the lane {lane}."),
    ),
    "declared": Kind(
        "condition", _W,
        N_("“{name}”: these variables have to be there on {target}, even without a value: {variables}."),
    ),
    "answer-whole": Kind(
        "service", _W,
        N_("“{name}”: what the service answers stays whole in the variable {variable} on {target}."),
    ),
    "loop-while": Kind(
        "loop", _R,
        N_("“{name}” is repeated as long as a condition says so; {target} repeats for the entries of a list or "
           "a number of times only."),
        N_("Draw the repetition with a gateway."),
    ),
    "loop-gathered": Kind(
        "loop", _R,
        N_("“{name}”: what its runs give is gathered in {variable}, which {target} does not do."),
        N_("Let each run write into a variable of its own."),
    ),
    "loop-shared": Kind(
        "loop", _W,
        N_("“{name}” counts what its runs say in data objects; {target} has to go on after each of them before "
           "another one is sent."),
    ),
    "loop-counted": Kind(
        "loop", _R,
        N_("“{name}” counts what its runs say; {target} shows no run what another one has said."),
        N_("Let one person decide, or publish it to an engine that counts."),
    ),
    "loop": Kind("loop", _R, N_("“{name}”: {text} cannot be said to {target}: {cause}"), _MOVE),
    "people": Kind(
        "people", _W,
        N_("“{name}”: who handles it ({strategy}) is worked out of the organisation, which {target} does not "
           "know: somebody has to assign each task there."),
        N_("Name a group of the server for this rule, or choose a role."),
    ),
    "people-limits": Kind(
        "people", _W,
        N_("“{name}”: {target} does not look at whom {who} serves; all of the group see the task."),
    ),
    "people-expression": Kind(
        "people", _W,
        N_("“{name}”: the people that {text} gives cannot be said to {target}: {cause}"),
        N_("Choose a role or a field of the form."),
    ),
    "person-rules": Kind(
        "person-rules", _W,
        N_("“{name}”: {target} keeps no rule for a step without people, for the starter’s own step or for "
           "whoever has agreed before."),
    ),
    "vote": Kind(
        "approval", _R,
        N_("“{name}” is decided by several people; on {target} one of them would decide alone."),
        N_("Expand the approvals first."),
    ),
    "verdict": Kind(
        "approval", _R,
        N_("“{name}”: a verdict there ends the case or sends it back; on {target} it would go on."),
        N_("Expand the approvals first."),
    ),
    "chance": Kind(
        "approval", _W,
        N_("“{name}”: nobody is drawn at random on {target}; whoever takes the task first decides."),
    ),
    "opinion": Kind("approval", _W, N_("“{name}”: {target} does not ask for an opinion.")),
    "signature": Kind("approval", _W, N_("“{name}”: {target} does not ask for a signature.")),
    "acts": Kind(
        "approval", _W,
        N_("“{name}”: transfer, further signers, advice, return by choice and the like are not offered by "
           "{target}."),
    ),
    "approval": Kind("approval", _W, N_("As plain BPMN: {cause}")),
    "approval-gone": Kind("approval", _D, N_("As plain BPMN: {cause}")),
    "approval-refused": Kind("approval", _R, N_("As plain BPMN: {cause}"), _DRAW),
    "working-time": Kind("due", _W, N_("“{name}”: its time limit counts all hours on {target}, not working time.")),
    "due": Kind(
        "due", _W,
        N_("“{name}”: when it is due ({text}) cannot be said to {target}; tasks have no due date there."),
    ),
    "reminder": Kind(
        "reminder", _W,
        N_("“{name}”: {target} sends no reminder and hands nothing over when a time limit passes."),
    ),
    "limit-decides": Kind(
        "reminder", _R,
        N_("“{name}” is decided by itself when its time limit passes; on {target} it would wait."),
        N_("Expand the approvals first, or draw a timer on its border."),
    ),
    "copy": Kind("copy", _W, N_("“{name}”: who gets a copy ({who}) gets none from {target}.")),
    "copy-sent": Kind("copy", _W, N_("“{name}”: on {target} a worker for the topic {topic} has to send the copies.")),
    "form-gone": Kind(
        "form", _W,
        N_("“{name}” uses the form {form}, which the package does not hold; tasks have none there."),
    ),
    "form-plain": Kind(
        "form", _W,
        N_("The form {form}: {target} shows {fields} as plain fields, and does not check what is special of "
           "them."),
    ),
    "form-checks": Kind("form", _W, N_("The form {form}: what must hold between fields is not checked by {target}.")),
    "form-stored": Kind(
        "form", _D,
        N_("The form {form} is stored beside the process; {target} does not show it by itself."),
    ),
    "form-fields": Kind(
        "form", _W,
        N_("The form {form}: of {fields} only the values are kept; {target} has no such fields."),
    ),
    "rows": Kind("field-rights", _W, N_("“{name}”: {target} knows no rights on single rows of a table.")),
    "field-rights": Kind("field-rights", _W, N_("“{name}”: {target} knows no rights on single fields.")),
    "script": Kind(
        "script", _R,
        N_("“{name}”: {text} cannot be said to {target}: {cause}"),
        N_("Give the step to a service, or make a decision of it."),
    ),
    "script-unsure": Kind("script", _W, N_("“{name}”: {text} may come out otherwise on {target}: {cause}")),
    "script-language": Kind(
        "script", _W,
        N_("“{name}” holds a script in {language}: {target} runs it only where that language is installed."),
    ),
    "script-unknown": Kind(
        "script", _R,
        N_("“{name}” holds a script in {language}, which {target} does not run."),
        N_("Write it in FEEL."),
    ),
    "mapping": Kind(
        "mapping", _R,
        N_("“{name}”: {text} cannot be said to {target}: {cause}"),
        N_("Work it out in a step before."),
    ),
    "mapping-unsure": Kind("mapping", _W, N_("“{name}”: {text} may come out otherwise on {target}: {cause}")),
    "decision-gone": Kind(
        "decision", _R,
        N_("“{name}” asks the decision {decision}, which the package does not hold."),
        N_("Add the file that holds it."),
    ),
    "decision-logic": Kind(
        "decision", _R,
        N_("The decision “{name}” holds what {target} cannot work out: {cause}."),
        _DRAW,
    ),
    "call-outside": Kind(
        "call", _W,
        N_("“{name}” calls {process}, which the package does not hold: its latest version on the server is "
           "called."),
    ),
    "call-unnamed": Kind("call", _R, N_("“{name}” does not say which process it calls."), N_("Choose a process.")),
    "call-alone": Kind(
        "call", _R,
        N_("“{name}” starts a case of its own and goes on; {target} would wait for it."),
        N_("Let a service step start it."),
    ),
    "call-rejected": Kind(
        "call", _W,
        N_("“{name}”: where the called process is not approved, {target} goes on all the same; let a gateway "
           "look at “verdict”."),
    ),
    "starters": Kind(
        "starters", _W,
        N_("“{name}”: who may start it ({who}) is only shown by {target} until its own permissions say so."),
    ),
    "starters-gone": Kind(
        "starters", _W,
        N_("“{name}”: who may start it ({who}) does not stand in the file; {target} has permissions of its own."),
    ),
    "starters-denied": Kind("starters", _W, N_("“{name}”: who may not start it ({who}) cannot be said to {target}.")),
    "rights": Kind(
        "rights", _D,
        N_("“{name}”: who may see, handle, manage and export is a matter of the permissions of {target}."),
    ),
    "readers": Kind(
        "rights", _D,
        N_("“{name}”: what readers and copies see of the fields is not known to {target}."),
    ),
    "policy": Kind("policy", _D, N_("“{name}”: withdrawing, taking back and urging are not offered by {target}.")),
    "version": Kind("version", _D, N_("“{name}”: {target} keeps no version of ours; it counts its own.")),
    "history": Kind("history", _D, N_("“{name}”: how long what is over is kept is a setting of {target} itself.")),
    "foreign": Kind("foreign", _D, N_("“{name}” has {what} of {tool}, which is not taken along to {target}.")),
    "several-processes": Kind(
        "element", _R,
        N_("The file has several processes that run; {target} takes one with each file."),
        N_("Give each process a file of its own."),
    ),
    "loop-people": Kind(
        "loop", _R,
        N_("“{name}” is repeated; {target} repeats a step for the people who are asked, and for nothing else."),
        N_("Ask several people for their approval, or draw the repetition with a gateway."),
    ),
    "message-nobody": Kind(
        "message", _W,
        N_("“{name}” waits for the message {message}: the interface of {target} delivers none, a program beside it "
           "has to."),
    ),
    "service-nobody": Kind(
        "service", _R,
        N_("“{name}” is done by a service; {target} has no workers that ask for what is to be done."),
        N_("Name its address in the environment, or the program of the server that does it (delegateExpression)."),
    ),
    "service-posted": Kind(
        "service", _W,
        N_("“{name}”: {target} posts what it gives as texts of a form to {url}, without name and password, and takes "
           "an answer of its own shape only (code 0, data)."),
    ),
    "decision-nobody": Kind(
        "decision", _R,
        N_("“{name}” asks a decision; {target} works out no decision tables."),
        N_("Write it as conditions behind a gateway."),
    ),
    "people-mixed": Kind(
        "people", _R,
        N_("“{name}” is for {who}; {target} knows people of one kind alone at a step."),
        N_("Choose one role, group, position or department, or name people alone."),
    ),
    "people-none": Kind(
        "people", _R,
        N_("“{name}”: {target} takes no step without a rule for who handles it, and does not know this one: "
           "{strategy}."),
        N_("Name a role of the server for this rule in the environment, or choose another rule."),
    ),
    "people-level": Kind(
        "people", _R,
        N_("“{name}”: {target} counts departments upwards by a number alone; it does not know {text}."),
        N_("Write the number of levels."),
    ),
    "people-first": Kind(
        "people", _R,
        N_("“{name}” is the first step; on {target} nobody is there before it who could choose who handles it."),
        N_("Let the starter choose."),
    ),
    "people-numbers": Kind(
        "people", _W,
        N_("“{name}”: {target} takes what {text} gives as the numbers of its users, not as their names."),
    ),
    "distinct-mixed": Kind(
        "person-rules", _W,
        N_("“{name}”: for whoever has agreed before {target} knows one rule in a whole process; here it is "
           "“{rule}”."),
    ),
    "same-head": Kind(
        "person-rules", _W,
        N_("“{name}”: the starter’s own step goes to the head of the department on {target}, not to the superior."),
    ),
    "votes-early": Kind(
        "approval", _W,
        N_("“{name}”: on {target} the first rejection decides, whatever the others say."),
    ),
    "verdict-unknown": Kind(
        "approval", _R,
        N_("“{name}”: {target} knows agreeing, rejecting and returning; its verdict {verdict} is none of them."),
        _DRAW,
    ),
    "reject-goes-on": Kind(
        "approval", _R,
        N_("“{name}”: a rejection goes on to what is drawn behind it; on {target} it ends the case or leads back."),
        N_("Let the rejection end the case, or lead back to a step."),
    ),
    "reject-back": Kind(
        "approval", _R,
        N_("“{name}”: a rejection leads back to {where}; {target} leads back to a step that somebody does."),
        N_("Name the step that it leads back to."),
    ),
    "return-chosen": Kind(
        "approval", _W,
        N_("“{name}”: whoever returns it chooses on {target} to which step, and all is approved again from there."),
    ),
    "acts-some": Kind("approval", _W, N_("“{name}”: {what} is not offered by {target}.")),
    "limit-other": Kind(
        "reminder", _W,
        N_("“{name}”: when its time limit passes {target} reminds, agrees or rejects; it does not know {what}."),
    ),
    "form-one": Kind(
        "form", _W,
        N_("“{name}” shows the form {form}; {target} shows one form at all steps of a process: {own}."),
    ),
    "field-needed": Kind(
        "field-rights", _W,
        N_("“{name}”: that {fields} must be filled in here is not asked for by {target}."),
    ),
    "starters-kind": Kind(
        "starters", _R,
        N_("“{name}”: {target} lets people and departments start, and knows no {who} there."),
        N_("Name a department of the server for it in the environment, or people."),
    ),
    "starters-mixed": Kind(
        "starters", _W,
        N_("“{name}”: where people are named, {target} lets nobody else start; {who} may not."),
    ),
    "policy-part": Kind("policy", _D, N_("“{name}”: of what may be done with a case {target} does not know {what}.")),
}  # fmt: skip
"""Code -> kind. The codes of the problems are `export.CODE`."""

declare({f"export.{code}": (kind.text, kind.hint) for code, kind in KINDS.items()})

_SEVERITY = {Effect.REFUSED: Severity.ERROR, Effect.WEAKER: Severity.WARNING, Effect.DROPPED: Severity.INFO}


class Losses:
    """The losses of one package for one engine, each said once."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._found: dict[tuple[object, ...], Problem] = {}

    def add(self, code: str, element: str | None, name: str = "", *, file: str | None = None, **params: str) -> None:
        """Say that something at an element is lost; `name` is what people call the element."""
        kind = KINDS[code]
        told = {"name": name or element or "", "target": self._target, **params,
                "concept": kind.concept, "effect": str(kind.effect)}  # fmt: skip
        problem = Problem(f"export.{code}", _SEVERITY[kind.effect], element, told, file=file, field=kind.concept)
        self._found.setdefault((problem.code, element, file, tuple(sorted(told.items()))), problem)

    @property
    def all(self) -> tuple[Problem, ...]:
        """In the order in which they were found."""
        return tuple(self._found.values())


def concept_of(problem: Problem) -> str:
    """What a loss is about: a key of `CONCEPTS`."""
    return problem.params.get("concept", "")


def effect_of(problem: Problem) -> Effect:
    """What becomes of it."""
    return Effect(problem.params.get("effect", Effect.REFUSED))
