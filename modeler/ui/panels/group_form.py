"""表单: which form the step shows and what it may do with the fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField
from modeler.ui.panels.form_facts import fields_of, form_caption, form_names, form_of_process, form_value
from modeler.ui.places import PLACES
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

ACCESS = {"edit": N_("Edit"), "required": N_("Required"), "read": N_("Read"), "hidden": N_("Hidden")}


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    form = ChoiceField(
        [("", _("No form")), *((name, form_caption(editing, name)) for name in form_names(editing))],
        lambda: str(editing.block("form").get("ref", "")),
        lambda value: _choose(editing, value),
    )
    form.setObjectName("property-form")
    group.add(_("Form of this step"), form)
    told = label("", "caption", wrap=True)
    group.add_widget(told)
    same = button("", "link", "form")
    same.setObjectName("property-same-form")
    same.clicked.connect(lambda: _choose(editing, form_of_process(editing)))
    group.add_widget(same)
    new = button(_("New form"), "link", "add")
    new.setObjectName("property-new-form")
    new.clicked.connect(lambda: _begin(editing))
    group.add_widget(new)
    go = button(_("Fields and rights"), "link", "arrow-right")
    go.clicked.connect(lambda: editing.context.go("forms-rights", editing.element))
    show_if(go, "forms-rights" in PLACES)
    group.add_widget(go)

    def refresh() -> None:
        form.refresh()
        told.setText(summary(editing))
        without, of_process = not editing.block("form").get("ref"), form_of_process(editing)
        same.setText(_("Use the form {name}").format(name=form_caption(editing, of_process)))
        same.setVisible(without and bool(of_process))
        new.setVisible(without and editing.context.workspace is not None)

    refresh()
    return [refresh]


def summary(editing: Editing) -> str:
    """How many fields may be edited, are required, read or hidden; fields not listed may be edited."""
    ref = str(editing.block("form").get("ref", ""))
    if not ref:
        return _("Without a form there is nothing to fill in here.")
    rights = {str(row.get("path")): str(row.get("access", "edit")) for row in editing.rows("fields")}
    paths = [path for path, _caption, _kind in fields_of(form_value(editing, ref))]
    counts = Counter(rights.get(path, "edit") for path in paths)
    parts = [f"{_(text)} {counts[key]}" for key, text in ACCESS.items() if counts[key]]
    return (
        " · ".join(parts)
        if parts
        else _("The form {name} has no fields yet.").format(name=form_caption(editing, ref))
    )


def _begin(editing: Editing) -> None:
    """A new form of the workspace for this step, ready to be designed."""
    workspace = editing.context.workspace
    if workspace is None:
        return
    from modeler.forms.edit import new_form

    number = 1
    while f"form-{number}" in set(workspace.forms):
        number += 1
    ref = f"form-{number}"
    workspace.forms.new(ref).set(new_form(ref, {"zh": "新表单", "en": "New form"}), _("New form"))
    _choose(editing, ref)
    editing.context.go("forms-rights", editing.element)


def _choose(editing: Editing, ref: str) -> None:
    if not ref:
        editing.set_block("form", None)
    else:
        editing.update_block("form", ref=ref)
