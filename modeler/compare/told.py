"""Differences in words, in the user's language."""

from __future__ import annotations

from modeler.bpmn.elements import SPECS
from modeler.compare.differences import WORDS, Difference
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _

TYPES = {
    "process": N_("Process"),
    "sequenceFlow": N_("Sequence flow"),
    "messageFlow": N_("Message flow"),
    "association": N_("Association"),
    "dataInputAssociation": N_("Data association"),
    "dataOutputAssociation": N_("Data association"),
    "users": N_("Users"),
    "departments": N_("Departments"),
    "positions": N_("Positions"),
    "roles": N_("Roles"),
    "elements": N_("Terms"),
    "choices": N_("Choice lists"),
    "components": N_("Fields"),
    "allow": N_("Allow"),
    "deny": N_("Deny"),
    "categories": N_("Categories"),
    "message": N_("Message"),
    "signal": N_("Signal"),
    "error": N_("Error"),
    "escalation": N_("Escalation"),
    "inputData": N_("Input data"),
    "decision": N_("Decision"),
    "businessKnowledgeModel": N_("Knowledge model"),
    "decisionService": N_("Decision service"),
    "itemDefinition": N_("Data type"),
}
"""What the kinds of things in files are called that are no element of a diagram."""

LONGEST = 60
"""Characters of a value before it is cut."""


def type_of(kind: str) -> str:
    """What a kind of element is called, in the user's language."""
    if kind in SPECS:
        return _(SPECS[kind].label)
    return _(TYPES[kind]) if kind in TYPES else kind


def called(row: Difference) -> str:
    """What kind of thing differs, and which."""
    if row.type:
        return f"{type_of(row.type)} · {row.name}"
    return _(WORDS[row.name]) if row.name in WORDS else row.name


def difference_words(kind: str) -> str:
    """Whether something came, went or is another, in words."""
    return {"added": _("added"), "removed": _("removed"), "changed": _("changed")}[kind]


def what_differs(row: Difference) -> str:
    """All that differs about an element on one line."""
    return listed(_aspect(one.what, one.before, one.after) for one in row.aspects)


def _aspect(what: str, before: str, after: str) -> str:
    name = _(WORDS[what]) if what in WORDS else what
    if what == "spec":
        before, after = type_of(before), type_of(after)
    if what in ("route", "details", "order") or not (before or after):
        return name
    said = f"{name}: " if name else ""
    return f"{said}{_cut(before) or _('nothing')} → {_cut(after) or _('nothing')}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
