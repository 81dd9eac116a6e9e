"""What other tools say of one element, as facts of ours; and what of it is not run, to be reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modeler.dialects.deciding import CalledDecision, decision_of
from modeler.dialects.dialect import Dialect
from modeler.dialects.engines import DIALECTS
from modeler.dialects.passing import NOTHING_PASSED, FieldFact, Passed, fields_of, passed_in, passed_out
from modeler.document.document import Document
from modeler.document.semantics import Foreign, foreign_of
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "dialect.async": (
            N_("“{name}” has {what} of {tool}: here a step begins at once, and nothing is tried again by itself."), ""
        ),
        "dialect.code": (
            N_("“{name}” calls a program by {what} of {tool}: in a rehearsal a stand-in answers for it."), ""
        ),
        "dialect.around": (N_("“{name}” has {what} of {tool}: here no program runs before or after a step."), ""),
        "dialect.listener": (N_("“{name}” has {what} of {tool}: here no listener is called."), ""),
        "dialect.mapping": (
            N_("“{name}” passes data on by {what} of {tool}: here a step sees all data of the case."), ""
        ),
        "dialect.decision": (
            N_("“{name}” asks a decision by {what} of {tool}: in a rehearsal its result is given by hand."), ""
        ),
        "dialect.form-fields": (
            N_("“{name}” lists form fields in {what} of {tool}: they are shown as a plain form here."),
            N_("Make a form with these fields and choose it for the step."),
        ),
        "dialect.kept": (N_("“{name}” has {what} of {tool}, which has no meaning here: it is kept in the file."), ""),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Who handles a step and with which form, as written: `assignee` is a name or an expression, `users` and
    `groups` are the entries of a list; `due` says by when it is done, `follow` when it is asked about, `result` the
    variable that an answer goes into, `fields` a form in the file itself, `inputs` and `outputs` what is passed on,
    `decision` what is asked. `report` names what is not run, an entry a word."""

    assignee: str | None = None
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    form: str | None = None
    due: str | None = None
    follow: str | None = None
    version: str | None = None
    result: str | None = None
    fields: tuple[FieldFact, ...] = ()
    inputs: Passed = NOTHING_PASSED
    outputs: Passed = NOTHING_PASSED
    decision: CalledDecision | None = None
    report: tuple[Problem, ...] = ()


def read_facts(doc: Document, element: str, name: str) -> Facts:
    """The facts of an element, of the first dialect that says each; empty where no other tool says anything."""
    found = foreign_of(doc, element)
    spoken = [dialect for dialect in DIALECTS.values() if any(item.uri == dialect.uri for item in found)]
    if not spoken:
        return Facts()
    words = {dialect.id: _words(found, dialect.uri) for dialect in spoken}

    def first(places: Iterable[tuple[Dialect, tuple[str, ...]]]) -> str | None:
        return next((text for one, names in places for word in names if (text := words[one.id].get(word))), None)

    return Facts(
        assignee=first((one, one.assignee) for one in spoken),
        users=_entries(first((one, one.users) for one in spoken)),
        groups=_entries(first((one, one.groups) for one in spoken)),
        form=first((one, one.form) for one in spoken),
        due=first((one, one.due) for one in spoken),
        follow=first((one, one.follow) for one in spoken),
        version=first((one, one.version) for one in spoken),
        result=first((one, one.result) for one in spoken),
        fields=fields_of(found, {(one.uri, one.fields) for one in spoken if one.fields}),
        inputs=passed_in(found),
        outputs=passed_out(found),
        decision=decision_of(found),
        report=tuple(item for one in spoken for item in _report(one, words[one.id], element, name)),
    )


def _words(found: Iterable[Foreign], uri: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for item in found:
        if item.uri == uri:
            words.setdefault(item.word, item.text)
            for key, text in item.attributes.items():
                words.setdefault(f"{item.word}{key}", text)
    return words


def _entries(text: str | None) -> tuple[str, ...]:
    return tuple(entry for part in (text or "").split(",") if (entry := part.strip()))


def _report(dialect: Dialect, words: Iterable[str], element: str, name: str) -> Iterable[Problem]:
    read = {
        *dialect.assignee, *dialect.users, *dialect.groups, *dialect.form, *dialect.due, *dialect.follow,
        *dialect.version, *dialect.result,
    }  # fmt: skip
    silent = dialect.elsewhere | dialect.drawn | {f"{word.partition('/')[0]}/" for word in read if "/" in word}
    for word in words:
        whole = f"{word.partition('/')[0]}/" if "/" in word else word
        if word in read or (whole in silent and whole not in dialect.dropped) or word != whole:
            continue
        params = {"name": name, "what": f"{dialect.id}:{word.rstrip('/')}", "tool": dialect.name}
        code = dialect.dropped.get(word, "dialect.kept")
        yield Problem(code, Severity.INFO, element, params)
