"""抄送: who gets a copy once a step is done."""

from __future__ import annotations

from collections.abc import Callable

from modeler.ui.panels.editing import Editing
from modeler.ui.panels.form_facts import field_choices
from modeler.ui.panels.handler_fields import ANYBODY
from modeler.ui.panels.who_picker import Candidate, WhoPicker, candidates
from runner.core.i18n import tr as _
from runner.organization.who import STARTER
from runner.ui.kit.groups import PropertyGroup


def build_copy(group: PropertyGroup, editing: Editing) -> Callable[[], None]:
    """Put the picker into a group; returns what refreshes it."""

    def chosen() -> list[str]:
        return [str(row.get("who") or "") for row in editing.rows("copy")]

    def everybody() -> list[Candidate]:
        fields = [
            Candidate(f"field:{path}", caption, _("Person named in a form field"))
            for path, caption in field_choices(editing, ("person",))
        ]
        return [
            Candidate(STARTER, _("The starter")),
            *fields,
            *candidates(editing.context.organization, ANYBODY),
        ]

    picker = WhoPicker(everybody, chosen())
    picker.setObjectName("property-copy")
    picker.changed.connect(lambda whom: editing.set_block("copy", [{"who": who} for who in whom]))
    group.add(_("Who gets a copy"), picker)
    return lambda: picker.show_chosen(chosen())
