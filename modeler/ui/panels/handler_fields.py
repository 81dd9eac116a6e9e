"""The parameters of a handler rule: one control for each that the strategy understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.document.records import NodeRecord
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, NumberField
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.organization.asking import MOST_SECONDS, seconds_in
from runner.organization.handler import LINES, PARAMETERS, line_name
from runner.organization.who import split_who
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.texts import button, label

Made = tuple[str, QWidget, Callable[[], None]]
"""A caption, the control below it, and what brings it up to date."""
ANYBODY = ("user", "role", "group", "position", "department", "company")
MOST = 999


class HandlerFields(QWidget):
    """The parameters of a strategy; built anew when the strategy changes."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._strategy: str | None = None
        self._refreshers: list[Callable[[], None]] = []
        self.refresh()

    def refresh(self) -> None:
        """Show the parameters of the document."""
        strategy = str(self._editing.block("handler").get("strategy", ""))
        if strategy != self._strategy:
            self._strategy = strategy
            clear_layout(self._column)
            self._refreshers = add_controls(self._column, self._editing, strategy, PARAMETERS.get(strategy, ()))
            show_if(self, bool(self._refreshers))
            return
        for refresh in self._refreshers:
            refresh()


class LimitFields(QWidget):
    """Out of whom and how many: the same for every strategy. Folded away while nothing of it is said."""

    NAMES = ("within", "min", "max")

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.fold = button(_("Limit who is asked"), "link")
        self.fold.setObjectName("handler-limits")
        self.fold.setCheckable(True)
        column.addWidget(self.fold)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        self._refreshers = add_controls(inside, editing, "", self.NAMES)
        column.addWidget(self._inside)
        self._inside.setVisible(False)
        self.fold.toggled.connect(self._inside.setVisible)
        self.refresh()

    def refresh(self) -> None:
        """Show the limits of the document."""
        block = self._editing.block("handler")
        show_if(self, bool(block.get("strategy")))
        if any(block.get(name) for name in self.NAMES):
            self.fold.setChecked(True)
        for refresh in self._refreshers:
            refresh()


def add_controls(
    column: QVBoxLayout, editing: Editing, strategy: str, names: Sequence[str]
) -> list[Callable[[], None]]:
    """Put a captioned control for each of these parameters below each other; what refreshes them."""
    refreshers = []
    for name in names:
        caption, widget, refresh = CONTROLS[name](editing, strategy)
        widget.setObjectName(f"handler-{name}")
        widget.setAccessibleName(caption)
        column.addWidget(label(caption, "caption", wrap=True))
        column.addWidget(widget)
        refreshers.append(refresh)
    return refreshers


def parameter(editing: Editing, name: str, otherwise: str = "") -> str:
    """The text of a parameter in the document."""
    return str(editing.block("handler").get(name, otherwise))


def _choice(editing: Editing, name: str, caption: str, choices: Sequence[tuple[str, str]]) -> Made:
    field = ChoiceField(
        choices,
        lambda: parameter(editing, name),
        lambda value: editing.update_block("handler", **{name: value}),
    )
    return caption, field, field.refresh


def _picker(
    editing: Editing, name: str, caption: str, kinds: Sequence[str], bare: str = "user", *, many: bool = True
) -> Made:
    """A picker of people and whatever stands for people; `bare` is the kind of an id without one."""

    def chosen() -> list[str]:
        return [who if ":" in who else f"{bare}:{who}" for who in split_who(parameter(editing, name))]

    picker = WhoPicker(lambda: candidates(editing.context.organization, kinds), chosen(), many=many)
    picker.changed.connect(lambda who: editing.update_block("handler", **{name: " ".join(who)}))
    return caption, picker, lambda: picker.show_chosen(chosen())


def _who(editing: Editing, strategy: str) -> Made:
    captions = {
        "user": _("People"), "role": _("Role"), "position": _("Position"), "department": _("Department"),
        "group": _("User group"),
    }  # fmt: skip
    if strategy in captions:
        return _picker(editing, "who", captions[strategy], (strategy,), strategy)
    return _picker(editing, "who", _("Out of these"), ANYBODY)


def _scope(editing: Editing, strategy: str) -> Made:
    company = ("company", _("Only those of the starter's company"))
    if strategy == "position":
        more = [
            ("", _("Everyone who holds it")),
            company,
            ("department", _("Only those of the starter's department")),
        ]
    else:
        more = [("", _("As the role says")), company, ("global", _("Everyone, whatever the company"))]
    caption = _("Whom of them") if strategy in ("role", "position") else _("Whom of a role")
    return _choice(editing, "scope", caption, more)


def _level(editing: Editing, _strategy: str) -> Made:
    return _count_up(editing, "level", _("Which level, 1 is the nearest"), _("This level"), _("The topmost head"))


def _up_to(editing: Editing, _strategy: str) -> Made:
    return _count_up(editing, "upTo", _("How many levels, from below"), _("So many"), _("All, to the top"))


def _count_up(editing: Editing, name: str, caption: str, fixed: str, top: str) -> Made:
    """A level: a number, the top, or computed."""

    def kind() -> str:
        text = parameter(editing, name)
        if text.startswith("="):
            return "computed"
        return "top" if text == "top" or (name == "upTo" and not text) else "fixed"

    def value() -> int:
        text = parameter(editing, name, "1")
        return int(text) if text.isdigit() else 1

    def choose(chosen: str) -> None:
        texts = {"fixed": str(value()), "top": "top", "computed": f"= {value()}"}
        editing.update_block("handler", **{name: texts[chosen]})
        refresh()

    way = ChoiceField([("fixed", fixed), ("top", top), ("computed", _("Compute it"))], kind, choose)
    way.setObjectName(f"handler-{name}-way")
    way.setAccessibleName(caption)
    number = NumberField(1, 20, value, lambda found: editing.update_block("handler", **{name: str(found)}))
    text = ExpressionEdit(
        lambda: parameter(editing, name).removeprefix("=").lstrip(),
        lambda found: editing.update_block("handler", merge=name, **{name: f"= {found.removeprefix('=').lstrip()}"}),
        editing.seal,
        known=process_words(editing),
        lines=1,
        place=f"handler.{name}",
    )
    box = _stacked(way, number, text)

    def refresh() -> None:
        now = kind()
        way.refresh()
        show_if(number, now == "fixed")
        show_if(text, now == "computed")
        if now != "top":
            (text if now == "computed" else number).refresh()

    refresh()
    return caption, box, refresh


def _stacked(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    box.setFocusProxy(widgets[0])
    return box


def _short(editing: Editing, _strategy: str) -> Made:
    choices = [("", _("The topmost head is asked")), ("empty", _("Nobody is found"))]
    return _choice(editing, "short", _("When there are fewer levels"), choices)


def _until_role(editing: Editing, _strategy: str) -> Made:
    caption = _("But no further than somebody in this role")
    return _picker(editing, "untilRole", caption, ("role",), "role", many=False)


def _line(editing: Editing, _strategy: str) -> Made:
    organization = editing.context.organization
    kinds = dict.fromkeys([*LINES, *(one.kind for one in organization.lines)])
    lines = [(kind, pick(line_name(kind))) for kind in kinds]
    return _choice(editing, "line", _("On which reporting line"), [("", _("The usual one of this process")), *lines])


FIELD_KINDS: Mapping[str, tuple[str, ...]] = {
    "fieldDepartmentHead": ("department",),
    "executive": ("department",),
    "costCentreOwner": (),
    "projectManager": (),
    "service": (),
    "matrix": ("money", "number", "decimal", "formula"),
}
"""The kinds of fields that a strategy may read; those of people where it is not named, all where it names none."""


def _path(editing: Editing, strategy: str) -> Made:
    from modeler.ui.panels.form_facts import field_choices

    nothing, caption = {
        "executive": (_("The starter's department"), _("Of which department")),
        "costCentreOwner": (_("That of the starter's department"), _("Field with the cost centre")),
        "projectManager": (_("The field “project”"), _("Field with the project")),
        "service": (_("Nothing but who starts, and where"), _("Field that is sent along")),
        "matrix": (_("The one that the matrix names"), _("Field with the amount")),
        "starterChoice": (_("Asked beside the form"), _("Field with the choice")),
        "previousChoice": (_("Asked beside the form"), _("Field with the choice")),
    }.get(strategy, (_("Choose a field"), _("Field")))
    fields = field_choices(editing, FIELD_KINDS.get(strategy, ("person",)))
    return _choice(editing, "path", caption, [("", nothing), *fields])


def _service(editing: Editing, _strategy: str) -> Made:
    known = [(one.id, pick(one.name) or one.id) for one in editing.context.organization.services]
    now = parameter(editing, "service")
    gone = [] if not now or now in dict(known) else [(now, now)]
    return _choice(editing, "service", _("Which directory service"), [("", _("Choose a service")), *known, *gone])


def _seconds(editing: Editing, _strategy: str) -> Made:
    field = NumberField(
        1, MOST_SECONDS, lambda: seconds_in(parameter(editing, "seconds")),
        lambda found: editing.update_block("handler", seconds=str(found)),
    )  # fmt: skip
    return _("Seconds to wait for an answer; then nobody is found"), field, field.refresh


def _from(editing: Editing, _strategy: str) -> Made:
    return _picker(editing, "from", _("Who can be chosen; nobody named: everyone"), ANYBODY)


def _node(editing: Editing, strategy: str) -> Made:
    own = editing.record
    scope = own.process if isinstance(own, NodeRecord) else None
    steps = [
        (node.id, node.name or node.id)
        for node in editing.document.index.nodes.values()
        if node.tag in ("userTask", "manualTask", "startEvent")
        and node.process == scope
        and node.id != editing.element
    ]
    caption = _("But not who did this step") if strategy == "notHandlerOf" else _("Step")
    return _choice(editing, "node", caption, [("", _("Choose a step")), *steps])


def _table(editing: Editing, _strategy: str) -> Made:
    matrices = [(one.id, pick(one.name) or one.id) for one in editing.context.organization.matrices]
    caption, field, refresh_field = _choice(
        editing, "table", _("Approval matrix"), [("", _("Choose an approval matrix")), *matrices]
    )
    go = button(_("Open the matrix"), "link", "arrow-right")
    go.setObjectName("handler-open-matrix")
    go.clicked.connect(lambda: editing.context.go("forms-rights", parameter(editing, "table")))

    def refresh() -> None:
        refresh_field()
        known = editing.context.organization.matrix(parameter(editing, "table"))
        show_if(go, known is not None)

    box = _stacked(field, go)
    refresh()
    return caption, box, refresh


def _feel(editing: Editing, _strategy: str) -> Made:
    field = ExpressionEdit(
        lambda: parameter(editing, "feel"),
        lambda value: editing.update_block("handler", merge="feel", feel=value),
        editing.seal,
        known=process_words(editing),
        place="handler.feel",
    )
    field.field.setObjectName("property-feel")
    return _("Expression that gives people"), _stacked(field), field.refresh


def _within(editing: Editing, _strategy: str) -> Made:
    """The starter's company or department, or those named."""
    is_named = [False]

    def kind() -> str:
        text = parameter(editing, "within")
        if text in ("company", "department"):
            return text
        return "named" if text or is_named[0] else ""

    def choose(chosen: str) -> None:
        is_named[0] = chosen == "named"
        editing.update_block("handler", within="" if is_named[0] else chosen)
        refresh()

    way = ChoiceField(
        [
            ("", _("Everyone whom the rule finds")),
            ("company", _("Only those of the starter's company")),
            ("department", _("Only those of the starter's department and below")),
            ("named", _("Only these:")),
        ],
        kind,
        choose,
    )
    way.setObjectName("handler-within-way")

    def chosen_ones() -> list[str]:
        return split_who(parameter(editing, "within")) if kind() == "named" else []

    picker = WhoPicker(lambda: candidates(editing.context.organization, ANYBODY), chosen_ones())
    picker.changed.connect(lambda who: editing.update_block("handler", within=" ".join(who)))
    box = _stacked(way, picker)

    def refresh() -> None:
        way.refresh()
        show_if(picker, kind() == "named")
        picker.show_chosen(chosen_ones())

    refresh()
    return _("Out of whom"), box, refresh


def _limit(name: str, caption: str) -> Callable[[Editing, str], Made]:
    def made(editing: Editing, _strategy: str) -> Made:
        def value() -> int:
            text = parameter(editing, name)
            return min(int(text), MOST) if text.isascii() and text.isdigit() else 0

        field = NumberField(
            0, MOST, value, lambda found: editing.update_block("handler", **{name: str(found) if found else ""})
        )
        field.setSpecialValueText("–")
        return _(caption), field, field.refresh

    return made


CONTROLS: Mapping[str, Callable[[Editing, str], Made]] = {
    "who": _who, "scope": _scope, "level": _level, "upTo": _up_to, "short": _short, "untilRole": _until_role,
    "line": _line, "path": _path, "from": _from, "node": _node, "table": _table, "feel": _feel,
    "service": _service, "seconds": _seconds,
    "within": _within, "min": _limit("min", N_("At least so many, else nobody")),
    "max": _limit("max", N_("At most so many")),
    "emptyWho": lambda editing, _strategy: _picker(editing, "emptyWho", _("Who is asked then"), ANYBODY),
}  # fmt: skip
"""Parameter -> what makes its control; `runner.organization.handler` says which strategy has which."""
