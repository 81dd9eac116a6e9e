"""What becomes of each thing that approvals say: the kinds, their sentences, and the lines of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runner.core import messages
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare, declare_words


class Fate(StrEnum):
    """What becomes of something: it runs with the same outcome (`expressed`), with less of it (`weaker`), or it is
    not in the plain file (`dropped`)."""

    EXPRESSED = "expressed"
    WEAKER = "weaker"
    DROPPED = "dropped"


declare_words(
    "fate",
    {Fate.EXPRESSED: N_("expressed"), Fate.WEAKER: N_("weaker"), Fate.DROPPED: N_("not in the file")},
)

declare_words(
    "concept",
    {
        "verdicts": N_("Verdicts"),
        "reject": N_("End as rejected"),
        "return": N_("Return"),
        "resubmit": N_("Coming again"),
        "vote": N_("Votes of several"),
        "people": N_("Who is asked"),
        "empty": N_("Nobody there"),
        "same": N_("Starter decides"),
        "distinct": N_("Not twice"),
        "deadline": N_("Time limits"),
        "copy": N_("Copies"),
        "opinion": N_("Opinions"),
        "operations": N_("Acts while it runs"),
        "call": N_("Called processes"),
        "loop": N_("Lists to go through"),
        "settings": N_("Settings beside approvals"),
    },
)

declare_words(
    "strategy",
    {
        "departmentHead": N_("Head of the starter's department"),
        "consecutiveHeads": N_("Heads one after the other, upwards"),
        "superior": N_("The starter's direct superior"),
        "user": N_("Certain people"),
        "role": N_("Everyone in a role"),
        "position": N_("Everyone in a position"),
        "department": N_("Members of a department"),
        "starter": N_("The starter"),
        "field": N_("Person named in a form field"),
        "fieldDepartmentHead": N_("Head of a department named in a form field"),
        "executive": N_("Executive in charge of the starter's department"),
        "handlerOf": N_("Whoever did another step"),
        "notHandlerOf": N_("People who did not do another step"),
        "previousHandler": N_("Whoever did the step before"),
        "expression": N_("By an expression"),
    },
)

declare_words("result", {"agree": N_("Agree"), "reject": N_("Disagree")})


@dataclass(frozen=True)
class Kind:
    """One thing that is told: its code, what it is about and what becomes of it."""

    code: str
    concept: str
    fate: Fate
    text: str


_E, _W, _D = Fate.EXPRESSED, Fate.WEAKER, Fate.DROPPED

KINDS: tuple[Kind, ...] = (
    Kind("verdicts", "verdicts", _E, N_(
        "“{name}”: whoever does the step sets {variable} to one of {buttons}; a script makes {result} and {last} of "
        "it, and a gateway sends the case on.")),
    Kind("reject", "reject", _E, N_("“{name}”: {results} ends the case at the end event {end}.")),
    Kind("return-start", "return", _E, N_(
        "“{name}”: {results} leads to the step {target}, where the starter changes the request and sends it again.")),
    Kind("return-step", "return", _E, N_("“{name}”: {results} leads back to the step {target}.")),
    Kind("left-scope", "return", _E, N_(
        "“{name}”: {results} leaves {scope} by an error, so that nothing beside it goes on.")),
    Kind("block", "return", _E, N_(
        "What runs side by side from {split} on stands in a sub-process of its own, which ends as a whole when the "
        "case is sent back out of it.")),
    Kind("previous-unsure", "return", _W, N_(
        "“{name}”: which step was the one before depends on the case; {results} leads to the starter instead.")),
    Kind("starts", "return", _W, N_(
        "“{name}”: the process has several starts; {results} leads to the form of the first one, {target}.")),
    Kind("chosen-return", "return", _D, N_(
        "“{name}”: whoever does the step cannot choose another step to return to; only the ways drawn are there.")),
    Kind("replay", "resubmit", _E, N_("“{name}”: a case that was sent back runs through all steps again.")),
    Kind("direct", "resubmit", _W, N_(
        "“{name}”: a case that was sent back does not come straight back; it runs through all steps again.")),
    Kind("one-decides", "vote", _E, N_(
        "“{name}”: the people of {people} are candidates for one task; whoever does it first decides.")),
    Kind("random", "vote", _W, N_("“{name}”: no one is drawn at random; all people of {people} are candidates.")),
    Kind("sequence", "vote", _E, N_(
        "“{name}”: a sequential multi-instance over {people}; whatever is not agreement ends it.")),
    Kind("levels", "vote", _E, N_(
        "“{name}”: a sequential multi-instance over {people}, one entry a level: a person, or several candidates.")),
    Kind("all", "vote", _E, N_(
        "“{name}”: a parallel multi-instance over {people}; the script {script} counts, the first rejection ends "
        "it.")),
    Kind("all-heard", "vote", _E, N_(
        "“{name}”: a parallel multi-instance over {people}; the script {script} counts when all have spoken.")),
    Kind("share", "vote", _E, N_(
        "“{name}”: a parallel multi-instance over {people}; the script {script} counts in whole numbers and ends it "
        "as early as nothing can change the result.")),
    Kind("veto", "vote", _E, N_("“{name}”: the rejection of {who} decides; the script that counts names them.")),
    Kind("veto-given", "vote", _W, N_(
        "“{name}”: whose rejection decides depends on the organisation; the case has to bring the list {variable} of "
        "those of {people}.")),
    Kind("weights", "vote", _E, N_("“{name}”: what each vote weighs stands in the script that counts.")),
    Kind("weights-given", "vote", _W, N_(
        "“{name}”: what each vote weighs depends on the organisation; the case has to bring the list {variable} of "
        "who and weight, in whole numbers.")),
    Kind("levels-together", "vote", _W, N_(
        "“{name}”: the people of all levels are asked at once and counted together.")),
    Kind("people-known", "people", _E, N_("“{name}”: the list {people} is filled by the step {script}.")),
    Kind("people-given", "people", _W, N_(
        "“{name}”: the rule “{strategy}” needs the organisation; the case has to bring the list {people}.")),
    Kind("empty-result", "empty", _E, N_("“{name}”: where {people} is empty the result is {result}.")),
    Kind("empty-asked", "empty", _E, N_("“{name}”: where {people} is empty the task {target} waits for somebody.")),
    Kind("empty-waits", "empty", _E, N_("“{name}”: where {people} is empty the task waits until somebody takes it.")),
    Kind("same", "same", _W, N_(
        "“{name}”: the rule for the starter’s own case holds only if whoever fills {people} keeps to it.")),
    Kind("distinct", "distinct", _W, N_(
        "“{name}”: who has agreed already is asked again unless whoever fills {people} leaves them out.")),
    Kind("remind", "deadline", _E, N_("“{name}”: a reminder after {after}, sent by {target}.")),
    Kind("remind-first", "deadline", _W, N_(
        "“{name}”: reminders come every {repeat} from the beginning on; that the first one comes after {after} is "
        "lost.")),
    Kind("auto", "deadline", _E, N_("“{name}”: after {after} a border timer ends the step and sets {result}.")),
    Kind("hand-over", "deadline", _W, N_(
        "“{name}”: after {after} a notice is sent; nobody takes the task away from whoever has it.")),
    Kind("due-at", "deadline", _D, N_("“{name}”: the limit that an expression gives ({text}) is left out.")),
    Kind("working-time", "deadline", _W, N_(
        "“{name}”: its time limits count all hours, not working time, and do not stand still.")),
    Kind("copy", "copy", _E, N_("“{name}”: the send task {target} behind it tells {who}.")),
    Kind("copy-sending", "copy", _W, N_("“{name}”: that {who} gets a copy stands in its documentation only.")),
    Kind("opinion", "opinion", _D, N_("“{name}”: nothing asks for an opinion there.")),
    Kind("signature", "opinion", _D, N_("“{name}”: nothing asks for a signature there.")),
    Kind("operations", "operations", _D, N_(
        "Adding and removing signers, transfer, advice, stand-ins, taking back, withdrawing, jumps, free flow, "
        "urging by hand and moving to another version are acts of an engine, not of a drawing.")),
    Kind("called", "call", _W, N_(
        "“{name}”: where the called process is not approved, this one goes on all the same.")),
    Kind("not-waited", "call", _W, N_("“{name}”: the called process is waited for.")),
    Kind("return-called", "call", _W, N_(
        "“{name}”: where the process is called by another one, a return leads to its own beginning.")),
    Kind("list", "loop", _E, N_("“{name}” goes through the list {people}, worked out by {script}.")),
    Kind("form", "settings", _D, N_("“{name}”: its form “{form}” is bound anew where the file is used.")),
    Kind("service", "settings", _D, N_("“{name}”: what it asks of a system is bound anew where the file is used.")),
    Kind("decision", "settings", _D, N_("“{name}”: the decision it asks is bound anew where the file is used.")),
    Kind("process", "settings", _D, N_("Code, owner, rights and what readers see of the process “{name}”.")),
)  # fmt: skip
"""All that a report can say, in the order of the docs."""

declare({f"portable.{kind.code}": (kind.text, "") for kind in KINDS})
declare(
    {
        "portable.refused": (
            N_("This process cannot be written in plain BPMN: {reasons}"),
            N_("Draw it otherwise at the elements named, or run it with approvals as they are."),
        ),
        "portable.broken": (N_("“{name}” cannot be read: {cause}"), ""),
        "portable.repeated": (
            N_("“{name}” is an approval that is itself repeated; the votes of its runs could not be told apart."),
            N_("Put it into a sub-process that is repeated one after the other."),
        ),
        "portable.counted-beside": (
            N_("“{name}” counts votes inside of {scope}, which runs several times at once; the votes could not be "
               "told apart."),
            N_("Let the sub-process run one after the other."),
        ),
        "portable.no-way-out": (
            N_("“{name}” sends the case out of {scope}; plain BPMN has no way out of there."),
            N_("Let it stand in the process itself or in a plain sub-process."),
        ),
        "portable.beside": (
            N_("“{name}” sends the case to {target}, out of what runs side by side from {split} on; that part has "
               "more than one way in or out."),
            N_("Let all ways from {split} on meet at one gateway."),
        ),
        "portable.into-branch": (
            N_("“{name}” sends the case to {target}, on one branch of what runs side by side from {split} on; what "
               "stands beside it would not come again, and be waited for."),
            N_("Let it lead to {split}, or to a step before it."),
        ),
        "portable.no-step": (
            N_("“{name}” sends the case to “{target}”, which is not on the way before it."),
            N_("Choose a step before it."),
        ),
        "portable.no-start": (
            N_("“{name}” sends the case to its starter, but the process has no start event."),
            N_("Draw a start event."),
        ),
    }
)  # fmt: skip

BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True)
class Line:
    """One line of a report: what becomes of one thing at one element (None: the file as a whole)."""

    kind: Kind
    element: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        return self.kind.fate

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(f"portable.{self.kind.code}", self.params)

    @property
    def concept(self) -> str:
        """What it is about, in the user's language: for the edge only."""
        return messages.word("concept", self.kind.concept)


@dataclass(frozen=True)
class Reason:
    """Why a process cannot be written in plain BPMN."""

    code: str
    element: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, self.params)

    @property
    def hint(self) -> str:
        """What helps, in the user's language; may be empty."""
        return messages.hint(self.code, self.params)


class RefusedError(AppError):
    """A process cannot be written in plain BPMN; `reasons` says where and why."""

    exit_code = 1

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("portable.refused")
        self.reasons = reasons

    @property
    def message(self) -> str:
        """The sentence with all reasons, in the user's language."""
        return messages.sentence(self.code, {"reasons": " ".join(one.message for one in self.reasons)})
