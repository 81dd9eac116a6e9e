"""Words of a rehearsal: names of people, steps and fields, and each line of a case's history as a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modeler.ui.context import Context
from modeler.ui.places.rehearse import approval_words
from modeler.ui.places.rehearse.timeline import clock_text
from runner.bundle.bundle import Bundle
from runner.core import messages
from runner.core.errors import RunError
from runner.core.i18n import N_, listed, pick, trn
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary
from runner.organization.model import Organization
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.protocol.rehearsing import Inside
from runner.ui.control import FormSurroundings
from runner.ui.readings import Readings

RESULTS = {
    "agree": N_("agreed"), "reject": N_("rejected"), "return": N_("returned"), "abstain": N_("abstained"),
}  # fmt: skip
TONES = {"agree": "good", "reject": "bad", "return": "warning"}
STATES = {
    "completed": N_("completed"), "running": N_("running"), "incident": N_("stopped by an incident"),
    "budget": N_("stopped at a limit"), "suspended": N_("suspended"),
}  # fmt: skip
OUTCOMES = {
    "rejected": N_("not approved"), "withdrawn": N_("withdrawn"), "terminated": N_("terminated"),
    "error": N_("ended by an error"),
}  # fmt: skip


MENDED = {
    "retry": N_("{who} tried {step} again."), "by-hand": N_("{who} gave the result of {step} by hand."),
    "error": N_("{who} threw {step} as an error."),
    "skip": N_("{who} skipped {step}."), "jump": N_("{who} jumped from {step} to {to}."),
    "reassign": N_("{who} reassigned {step} to {person}."), "pick": N_("{who} chose the way out of {step}."),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of history in words; `tone` names a colour of the theme, `at` is the instant (ISO 8601)."""

    when: str
    text: str
    element: str = ""
    tone: str = ""
    at: str = ""


class Names:
    """How everything in the open process is called."""

    def __init__(self, context: Context, bundle: Bundle | None) -> None:
        self._context = context
        self.bundle = bundle
        self._called: dict[str, str] | None = None
        self.organization: Organization = context.organization
        dictionary = bundle.dictionary if bundle is not None else Dictionary()
        forms = bundle.forms.values() if bundle is not None else ()
        self.readings = Readings(forms, FormSurroundings(self.organization, dictionary))

    def person(self, user: str | None) -> str:
        """The name of a person by the bare id."""
        person = self.organization.user(user)
        return pick(person.name) if person is not None else (user or _("anyone"))

    def refusal(self, error: Exception) -> Exception:
        """A refusal of the runner with the person's name in place of the id."""
        user = error.params.get("user") if isinstance(error, RunError) else None
        if not isinstance(error, RunError) or not user:
            return error
        return RunError(error.code, reason=error.reason, **{**error.params, "user": self.person(user)})

    def people(self, users: Iterable[str | None]) -> str:
        """Several names."""
        return listed(self.person(one) for one in users)

    def node(self, element: str) -> str:
        """The name of a step; its id where it has none."""
        document = self._context.document
        record = document.index.nodes.get(element) if document is not None else None
        if record is not None or self.bundle is None:
            return (record.name if record is not None else "") or element
        if self._called is None:  # of the processes that it calls
            graphs = self.bundle.graphs.values()
            self._called = {node.id: node.name for graph in graphs for node in graph.nodes}
        return self._called.get(element) or element

    def inside(self, within: Sequence[Inside]) -> str:
        """The way to a scope: each step, with the number of its run where there are several."""
        steps = [
            self.node(one.element)
            if one.run is None
            else _("{step}, run {number}").format(step=self.node(one.element), number=one.run)
            for one in within
        ]
        return " › ".join(steps)

    def process(self, process: str) -> str:
        """The name of a process; its id where it has none."""
        graph = self.bundle.graphs.get(process) if self.bundle is not None else None
        return (graph.name if graph is not None else "") or process

    def ends(self, process: str, flow: str) -> tuple[str, str]:
        """What the source of a flow is called, and the flow itself: by its own name, or by where it leads."""
        graph = self.bundle.graphs.get(process) if self.bundle is not None else None
        found = next((one for one in graph.flows if one.id == flow), None) if graph is not None else None
        if found is None:
            return "", flow
        return self.node(found.source), found.name or self.node(found.target)

    def in_text(self, text: str) -> str:
        """A sentence that was said with ids, with the names of steps and people in their place."""
        document = self._context.document
        nodes = document.index.nodes if document is not None else {}

        def name(found: re.Match[str]) -> str:
            word = found[0]
            if word.startswith("user:"):
                return self.person(word.removeprefix("user:"))
            return f"“{nodes[word].name}”" if word in nodes and nodes[word].name else word

        return re.sub(r"user:[\w.-]*\w|[\w-]+", name, text)

    def variable(self, name: str) -> str:
        """What a variable is called: by its form, or by the step whose verdict it holds."""
        if name in self.readings:
            return self.readings.caption(name)
        if name == "verdict":
            return _("Last verdict")
        if name.endswith("_result") and self.node(name.removesuffix("_result")) != name.removesuffix("_result"):
            return _("Result of {step}").format(step=self.node(name.removesuffix("_result")))
        return name

    def value(self, name: str, value: Any) -> str:
        """A value as a person reads it."""
        is_result = name == "verdict" or name.endswith("_result")
        if is_result and name not in self.readings and isinstance(value, str):
            return _(RESULTS.get(value, value))
        return self.readings.text(name, value)


def is_technical(name: str, variables: Mapping[str, Any]) -> bool:
    """A variable that only repeats another one."""
    step = name.removesuffix("_verdict")
    return step != name and variables.get(f"{step}_result") == variables[name]


def status_text(case: out.CaseSummary | None) -> str:
    """How a case stands, in words."""
    if case is None:
        return ""
    return _(OUTCOMES.get(case.outcome or "", STATES[case.status]))


def stopped_text(case: out.CaseView | None, names: Names) -> str:
    """Where a case is stopped on its way, in words; empty where it is not."""
    if case is None or not case.stopped:
        return ""
    return _("stopped before {steps}").format(steps=listed(names.node(one) for one in dict.fromkeys(case.stopped)))


def trail_lines(trail: Iterable[out.Step]) -> list[str]:
    """An explanation as sentences."""
    return [TrailStep(step.code, step.params).message for step in trail]


def history_lines(history: Iterable[out.LogLine], names: Names) -> list[Line]:
    """What happened to a case, the oldest first; what only the engine cares for is left out."""
    found = []
    for line in history:
        tell = _TELL.get(line.kind)
        text = tell(line, names) if tell is not None else ""
        if text:
            tone = TONES.get(str(line.payload.get("result")), _TONE.get(line.kind, ""))
            found.append(Line(clock_text(line.at)[5:], text, line.element, tone, line.at))
    return found


def _command(line: out.LogLine, _names: Names) -> str:
    verb = line.payload.get("verb")
    if verb == "advance":
        return _("The clock was pushed forward to {when}.").format(when=clock_text(line.at))
    if verb == "answered":
        return _("The answer of a system came in.")
    if verb == "lost-call":
        return _("The program ended while a system was being asked: nobody knows whether it was reached.")
    if verb == "overran":
        return _("An act was stopped: it took too long, or too much memory.")
    return ""


def _opened(line: out.LogLine, names: Names) -> str:
    step, people = names.node(line.element), names.people(line.payload.get("to") or ())
    if line.payload.get("alert"):
        return _("{step} found nobody to handle it.").format(step=step)
    if line.payload.get("work") not in ("work", "start"):
        return _("{step} waits for the tester.").format(step=step)
    return _("{step} came to {people}.").format(step=step, people=people or _("whoever takes it"))


def _acted(line: out.LogLine, names: Names) -> str:
    said = line.payload
    who, step = names.person(said.get("by")), names.node(line.element)
    if said.get("verdict"):
        result = _(RESULTS.get(str(said.get("result")), str(said.get("verdict"))))
        text = _("{who} {result} at {step}.").format(who=who, result=result, step=step)
    else:
        text = _("{who} completed {step}.").format(who=who, step=step)
    signature = said.get("signature")
    if signature:
        name = str(signature.get("text") or "")
        text += " " + (_("Signed as {name}.").format(name=name) if name else _("Signed by hand."))
    opinion = str(said.get("opinion") or "")
    return text + (" " + _("“{opinion}”").format(opinion=opinion) if opinion else "")


def _flow(line: out.LogLine, names: Names) -> str:
    """Why a gateway went on as it did; told where a condition was asked and its values may be seen."""
    if "condition" not in line.payload:
        return ""
    values = line.payload.get("values") or {}
    told = [f"{names.variable(name)} = {names.value(name, value)}" for name, value in values.items()]
    reasons = listed(told) or str(line.payload["condition"] or "—")
    step, flow = names.ends(str(line.payload.get("process")), line.element)
    if line.payload["condition"] is None:
        return _("{step} took “{flow}”, as no condition held ({reasons}).").format(
            step=step, flow=flow, reasons=reasons
        )
    return _("{step} took “{flow}” because {reasons}.").format(step=step, flow=flow, reasons=reasons)


def _ruled(line: out.LogLine, names: Names) -> str:
    """Which rules of a decision table fitted, and why, where the values may be seen."""
    said = line.payload
    rules = [str(one) for one in said.get("rules") or ()]
    values = said.get("values") or {}
    why = listed(f"{names.variable(name)} = {names.value(name, value)}" for name, value in values.items())
    if not rules:
        text = _("{step}: no rule of “{table}” fitted.")
        if why:
            text = _("{step}: no rule of “{table}” fitted, with {reasons}.")
    else:
        text = trn("{step} took rule {rules} of “{table}”.", "{step} took rules {rules} of “{table}”.", len(rules))
        if why:
            text = trn(
                "{step} took rule {rules} of “{table}” because {reasons}.",
                "{step} took rules {rules} of “{table}” because {reasons}.", len(rules),
            )  # fmt: skip
    return text.format(
        step=names.node(line.element), table=said.get("table") or "", rules=listed(rules), reasons=why,
        count=len(rules),
    )  # fmt: skip


def _asked(line: out.LogLine, names: Names) -> str:
    """Who answered for a system: itself, or something in its place."""
    said = line.payload
    way = {
        "mock": _("{step}: a stand-in answered for {system}."),
        "recorded": _("{step}: a recorded answer stood in for {system}."),
    }.get(str(said.get("by")), _("{step} asked {system}."))
    if said.get("instead"):
        way = _("{step}: a stand-in answered for {system}, as the settings do not let it be called.")
    return way.format(step=names.node(line.element), system=said.get("system"))


def _went_back(line: out.LogLine, names: Names) -> str:
    who, count = names.person(line.payload.get("by")), int(line.payload.get("steps") or 0)
    if line.payload.get("by") == "tester":
        who = _("The tester")
    if not count:
        return _("{who} went to a way that was left.").format(who=who)
    acts = trn("{count} act", "{count} acts", count)
    return _("{who} went back {acts}.").format(who=who, acts=acts)


def _mended(line: out.LogLine, names: Names) -> str:
    said = line.payload
    who = _("The tester") if said.get("by") == "tester" else names.person(said.get("by"))
    to = str(said.get("to") or "")
    text = _(MENDED.get(str(said.get("how")), "{who}: {step}")).format(
        who=who, step=names.node(line.element), to=names.node(to), person=names.person(to)
    )
    return text + " " + _("Reason: {reason}").format(reason=said.get("reason"))


def _called(line: out.LogLine, names: Names) -> str:
    process = names.process(str(line.payload.get("process") or ""))
    return _("{step} called “{process}”.").format(step=names.node(line.element), process=process)


def _warning(line: out.LogLine, names: Names) -> str:
    """An expression gave nothing useful; text and cause are kept from who does not see all values."""
    text, cause = line.payload.get("text"), line.payload.get("cause")
    if text and cause == "calendar":
        told = _("The workspace has no calendar “{text}”: the time limit of {step} counts in its usual one.")
        return told.format(step=names.node(line.element), text=text)
    if not text:
        return _("An expression at {step} gave no value.").format(step=names.node(line.element))
    told = _("At {step} the expression “{text}” gave no value: {cause}")
    return told.format(step=names.node(line.element), text=text, cause=cause)


def _terminated(line: out.LogLine, _names: Names) -> str:
    """How the case ended; where an act of a person ended it, the line of that act says so."""
    outcome = str(line.payload.get("outcome") or "")
    if outcome in ("rejected", "withdrawn", "terminated"):
        return ""
    return _("The case was {outcome}.").format(outcome=_(OUTCOMES.get(outcome, "terminated")))


def _uncaught(line: out.LogLine, names: Names) -> str:
    code = str(line.payload.get("code") or "")
    text = _("{step} threw the error “{code}”, and nothing catches it.") if code else ""
    return (text or _("{step} threw an error, and nothing catches it.")).format(
        step=names.node(line.element), code=code
    )


def _numbered(line: out.LogLine, names: Names) -> str:
    number, step = str(line.payload.get("number") or ""), names.node(line.element)
    if not number:
        return _("{step} gave a number.").format(step=step)
    return _("{step} gave the number {number}.").format(step=step, number=number)


def _received(line: out.LogLine, _names: Names) -> str:
    way = _("The signal “{name}” came.") if line.payload.get("kind") == "signal" else _("The message “{name}” came.")
    return way.format(name=line.payload.get("name") or "")


def _plain(text: str) -> Callable[[out.LogLine, Names], str]:
    """A sentence with {who}, {step}, {to}."""

    def tell(line: out.LogLine, names: Names) -> str:
        said = line.payload
        to = said.get("to")
        whom = names.people(to) if isinstance(to, list) else names.person(str(to)) if to else ""
        return _(text).format(who=names.person(said.get("by") or line.actor), step=names.node(line.element), to=whom)

    return tell


_ADDED = {
    "before": N_("{who} asked {to} to decide before {step} comes back."),
    "after": N_("{who} asked {to} to decide {step} afterwards."),
    "beside": N_("{who} added {to} to {step}."),
    "delegate": N_("{who} asked {to} for advice on {step}."),
}


def _signers(line: out.LogLine, names: Names) -> str:
    """Who was added to a step, and in which way."""
    told = _plain(_ADDED.get(str(line.payload.get("way")), _ADDED["beside"]))(line, names)
    reason = str(line.payload.get("reason") or "")
    return told + (" " + _("“{opinion}”").format(opinion=reason) if reason else "")


def _incident(line: out.LogLine, names: Names) -> str:
    if "code" not in line.payload:  # the cause may quote values: it is kept from who does not see them all
        return _("Trouble at {step}.").format(step=names.node(line.element))
    params = line.payload.get("params")
    cause = messages.sentence(str(line.payload.get("code")), params if isinstance(params, dict) else {})
    return _("Trouble at {step}: {cause}").format(step=names.node(line.element), cause=cause)


def _started(line: out.LogLine, names: Names) -> str:
    """Who started a case, or what did."""
    by = line.payload.get("by")
    if by == "timer":
        return _("The clock began the case.")
    if by == "message" and "name" in line.payload:
        return _("The message “{name}” began the case.").format(name=line.payload["name"])
    return _plain(N_("{who} started the case."))(line, names)


def _stored(text: str) -> Callable[[out.LogLine, Names], str]:
    """What was done with a data store."""

    def tell(line: out.LogLine, names: Names) -> str:
        return _(text).format(step=names.node(line.element), store=line.payload.get("store", ""))

    return tell


_TELL: Mapping[str, Callable[[out.LogLine, Names], str]] = {
    "command": _command,
    "flow": _flow,
    "started": _started,
    "opened": _opened,
    "acted": _acted,
    "chose": _plain(N_("{who} chose {to} for {step}.")),
    "claimed": _plain(N_("{who} claimed {step}.")),
    "released": _plain(N_("{who} released {step}.")),
    "transferred": _plain(N_("{step} was handed to {to}.")),
    "signers-added": _signers,
    "signer-removed": _plain(N_("{who} took {to} off {step}.")),
    "asked-again": _plain(N_("{step} is open for {to} again.")),
    "urged": _plain(N_("{who} urged {to} about {step}.")),
    "taken-back": _plain(N_("{who} took {step} back.")),
    "return-taken-back": _plain(N_("{who} took the return of {step} back: it stands as before.")),
    "reactivated": _plain(N_("{who} reactivated the case at {step}.")),
    "copied": _plain(N_("A copy went to {to}.")),
    "overdue": _plain(N_("The time limit of {step} has passed.")),
    "fired": _plain(N_("{step} fired.")),
    "fetched": _stored(N_("{step} took what the data store “{store}” holds.")),
    "stored": _stored(N_("{step} put something into the data store “{store}”.")),
    "decided": _plain(N_("{step} decided itself.")),
    "asked": _asked,
    "ruled": _ruled,
    "went_back": _went_back,
    "mended": _mended,
    "answered": _plain(N_("The tester answered for {step}.")),
    **approval_words.TELL,
    "sent": _plain(N_("{step} sent a message.")),
    "failed": _plain(N_("The service of {step} failed.")),
    "incident": _incident,
    "called": _called,
    "warning": _warning,
    "terminated": _terminated,
    "uncaught": _uncaught,
    "numbered": _numbered,
    "received": _received,
    "woken": _plain(N_("The case had ended, and goes on at {step}.")),
    "cancelled": _plain(N_("{step} was cancelled.")),
    "rejected": _plain(N_("The case ended: not approved.")),
    "withdrawn": _plain(N_("{who} withdrew the case.")),
    "ended": _plain(N_("{who} terminated the case.")),
}
QUIET = frozenset({"entered", "left"})
"""What only the engine cares for: the picture along the clock shows when a step was come to and left."""
_TONE = {
    "fired": "waiting",
    "overdue": "waiting",
    "incident": "bad",
    "failed": "bad",
    "uncaught": "bad",
    "warning": "warning",
    "rejected": "bad",
    "returned": "warning",
    "went_back": "waiting",
    "mended": "warning",
}
