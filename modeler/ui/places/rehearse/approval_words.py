"""What returns, and the acts on a whole case, are called in its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.protocol import values as out

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.words import Names

BECAUSE = {
    "sensitive": N_("The case runs through all steps again, as something changed that this step calls sensitive."),
    "route": N_("The case runs through all steps again, as the conditions lead another way now."),
    "undone": N_("The case runs through all steps again, as what systems were told was undone."),
    "beside": N_("The case runs through all steps again, as what ran beside cannot be taken up where it was."),
}
"""Why a case did not go straight back to whoever returned it."""


def _reason(line: out.LogLine) -> str:
    said = str(line.payload.get("reason") or "")
    return " " + _("Reason: {reason}").format(reason=said) if said else ""


def _steps(value: Any, names: Names) -> str:
    return listed(names.node(str(one)) for one in value or ())


def returned(line: out.LogLine, names: Names) -> str:
    """Where a case went back to, and what stays sent."""
    text = _("The case went back to {step}.").format(step=names.node(str(line.payload.get("to") or "")))
    if line.payload.get("undone"):
        text += " " + _("Undone: {steps}.").format(steps=_steps(line.payload["undone"], names))
    if line.payload.get("sent"):
        text += " " + _("Not undone: {steps}.").format(steps=_steps(line.payload["sent"], names))
    return text + _reason(line)


def resubmitted(line: out.LogLine, names: Names) -> str:
    """Which way a case came again."""
    said = line.payload
    if said.get("way") != "direct":
        return _(BECAUSE.get(str(said.get("because")), N_("The case was submitted again.")))
    text = _("The case went straight back to {step}.").format(step=names.node(str(said.get("to") or "")))
    kept = [
        _("{step} (round {visit})").format(step=names.node(one["element"]), visit=one["visit"])
        for one in said.get("kept") or ()
    ]
    return text + (" " + _("Still counts: {steps}.").format(steps=listed(kept)) if kept else "")


def jumped(line: out.LogLine, names: Names) -> str:
    """Where a case jumped to, and what was left out on the way."""
    said = line.payload
    text = _("{who} jumped from {step} to {to}.").format(
        who=names.person(said.get("by")), step=names.node(line.element), to=names.node(str(said.get("to") or ""))
    )
    if said.get("skipped"):
        text += " " + _("Left out: {steps}.").format(steps=_steps(said["skipped"], names))
    return text + _reason(line)


def sent_on(line: out.LogLine, names: Names) -> str:
    """Whom a step was sent on to, and where, with what was left out on the way."""
    said = line.payload
    who, step = names.person(said.get("by")), names.node(line.element)
    if not said.get("at"):
        return _("{who} sent {step} on to {to}.").format(who=who, step=step, to=names.people(said.get("to") or ()))
    text = _("{who} sent the case on from {step} to {at}.").format(who=who, step=step, at=names.node(str(said["at"])))
    if said.get("to"):
        text += " " + _("Next: {people}.").format(people=names.people(said["to"]))
    if said.get("skipped"):
        text += " " + _("Left out: {steps}.").format(steps=_steps(said["skipped"], names))
    return text + _reason(line)


def notified(line: out.LogLine, names: Names) -> str:
    """Who was told of the case, with which words."""
    said = line.payload
    text = _("{who} notified {to}.").format(who=names.person(said.get("by")), to=names.people(said.get("to") or ()))
    return text + (" " + _("“{opinion}”").format(opinion=said["reason"]) if said.get("reason") else "")


def commented(line: out.LogLine, names: Names) -> str:
    """What somebody said about the case."""
    who = names.person(line.payload.get("by"))
    return _("{who}: {text}").format(who=who, text=line.payload.get("text") or "")


def stays(line: out.LogLine, names: Names) -> str:
    """A step that was late and that nobody else may have."""
    who = names.person(str(line.payload.get("to") or ""))
    return _("{step} stays with {who}: nobody else may have it.").format(step=names.node(line.element), who=who)


def child(line: out.LogLine, names: Names) -> str:
    """A case that was called and not waited for."""
    return _("{step} started a case of its own.").format(step=names.node(line.element))


def ended_with(_line: out.LogLine, _names: Names) -> str:
    """Why a called case ended."""
    return _("The case that called this one has ended, and this one with it.")


def migrated(line: out.LogLine, names: Names) -> str:
    """That a case goes on by another version."""
    who = _("The tester") if line.payload.get("by") == "tester" else names.person(line.payload.get("by"))
    return _("{who} moved the case to another version.").format(who=who) + _reason(line)


def suspended(line: out.LogLine, names: Names) -> str:
    """That a case stands still, and why."""
    return _("{who} suspended the case.").format(who=names.person(line.payload.get("by"))) + _reason(line)


def resumed(line: out.LogLine, names: Names) -> str:
    """That a suspended case goes on."""
    return _("{who} resumed the case.").format(who=names.person(line.payload.get("by"))) + _reason(line)


TELL: Mapping[str, Callable[[out.LogLine, Names], str]] = {
    "returned": returned, "resubmitted": resubmitted, "jumped": jumped, "notified": notified, "commented": commented,
    "stays": stays, "child-started": child, "ended-with": ended_with, "migrated": migrated,
    "suspended": suspended, "sent-on": sent_on, "resumed": resumed,
}  # fmt: skip
