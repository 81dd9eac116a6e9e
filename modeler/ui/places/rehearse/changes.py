"""What an act changed, in words: values, tasks, and where tokens went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modeler.ui.places.rehearse.played import current_act
from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import Names, is_technical
from runner.core.i18n import N_, listed, trn
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import VariableChange

MOST_INSIDE = 12
"""Values of sub-processes, runs and called processes that are told."""

TASKS = {
    "opened": N_("{step} opened for {who}"), "done": N_("{step} done by {who}"),
    "cancelled": N_("{step} of {who} cancelled"), "moved": N_("{step} is now {who}'s"),
    "waits": N_("{step} of {who} waits for others"),
}  # fmt: skip


NOBODYS = {
    "opened": N_("{step} opened"), "done": N_("{step} is done"), "cancelled": N_("{step} was cancelled"),
    "waits": N_("{step} waits for others"),
}  # fmt: skip
"""Where it is nobody's: open to several people, or the tester's."""


@dataclass(frozen=True)
class Changed:
    """A line of what changed: what it is about, what it says, its mark (new, changed, gone) and its step."""

    about: str
    text: str
    mark: str = ""
    element: str = ""


def change_told(snapshot: Snapshot, names: Names) -> tuple[str, list[Changed], int | None]:
    """Heading, lines, and the act to go back to where it is another than the current one."""
    change, own = snapshot.change, snapshot.case is not None and snapshot.case.origin is None
    if change is None:  # the person played may see none of it, and still be led there
        may_go = own and snapshot.act in snapshot.kept and snapshot.act != current_act(snapshot.history)
        return "", [], snapshot.act if may_go else None
    line = next((one for one in snapshot.history if one.command == change.command), None)
    when = clock_text(line.at)[5:] if line is not None else ""
    is_now = change.command == current_act(snapshot.history)
    title = _("What changed last") if is_now else _("What changed then · {when}").format(when=when)
    shown: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in change.variables:
        shown.setdefault(_way(one), {})[one.name] = one.after
    lines: list[Changed] = []
    inside = 0
    scope: tuple[str, ...] = ()
    for one in change.variables:
        is_marked = is_now and one.how == "new" and not one.within  # among the variables
        if is_technical(one.name, shown[_way(one)]) or is_marked:
            continue
        if one.within:
            inside += 1
            if inside > MOST_INSIDE:
                continue
            if _way(one) != scope:
                scope = _way(one)
                lines.append(Changed(_("Within"), names.inside(one.within), element=one.within[-1].element))
        mark = {"new": _("new"), "changed": _("changed"), "gone": _("gone")}[one.how]
        after, before = _value(names, one.name, one.after), _value(names, one.name, one.before)
        text = {"new": after, "gone": before}.get(one.how) or _("{before} → {after}").format(
            before=before, after=after
        )
        lines.append(Changed(names.variable(one.name), text, mark))
    rest = inside - MOST_INSIDE
    if rest > 0:
        text = trn("{count} more value inside", "{count} more values inside", rest)
        lines.append(Changed(_("Within"), text))
    for task in change.tasks:
        told = TASKS[task.how] if task.user or task.how == "moved" else NOBODYS[task.how]
        said = _(told).format(step=names.node(task.element), who=names.person(task.user))
        lines.append(Changed(_("Task"), said, element=task.element))
    if change.came:
        where = listed(names.node(one) for one in dict.fromkeys(change.came))
        lines.append(Changed(_("Token"), _("came to {steps}").format(steps=where), element=change.came[0]))
    elif change.left:
        where = listed(names.node(one) for one in dict.fromkeys(change.left))
        lines.append(Changed(_("Token"), _("left {steps}").format(steps=where), element=change.left[0]))
    return title, lines, change.command if own and not is_now else None


def _way(one: VariableChange) -> tuple[str, ...]:
    """Where the scope of a variable lies."""
    return tuple(f"{step.element}#{step.run or ''}" for step in one.within)


def _value(names: Names, name: str, value: Any) -> str:
    return names.value(name, value) if value is not None else "–"
