"""A department, position, role or company of the organisation."""

from __future__ import annotations

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.picking import PICKERS, Thing, ids_in, is_multiple, names_in
from runner.forms.schema import Component
from runner.organization.model import Department
from runner.ui.chooser import ChooserControl
from runner.ui.control import ControlKind, FormSurroundings

_ICONS = {"department": "department", "position": "position", "role": "role", "company": "department"}


class PickControl(ChooserControl):
    """The stored value is `{"id", "name"}`, a list of them where several may be named."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings, _("Type or pick"), several=is_multiple(component))
        self.chip_icon = _ICONS.get(component.kind, "tag")
        facts = surroundings.facts
        self._things = PICKERS[component.kind].candidates(component, facts) if component.kind in PICKERS else None

    def _text(self, thing: Thing) -> str:
        words, organization = [pick(thing.name) or thing.id], self.surroundings.facts.organization
        above = organization.department(thing.parent) if organization and isinstance(thing, Department) else None
        seen = {thing.id}
        while above is not None and above.id not in seen and organization is not None:
            seen.add(above.id)
            words.insert(0, pick(above.name) or above.id)
            above = organization.department(above.parent)
        return " / ".join(words)

    def found(self, text: str) -> list[tuple[str, str]]:
        wanted = text.casefold()
        entries = [(one.id, self._text(one)) for one in self._things or ()]
        return [one for one in entries if wanted in one[1].casefold() or wanted == one[0].casefold()]

    def entries(self, value: object) -> list[tuple[str, str]]:
        kept = names_in(value)
        things = {one.id: self._text(one) for one in self._things or ()}
        return [(name, things.get(name) or kept.get(name) or name) for name in ids_in(value)]

    def stored(self, key: str) -> object:
        thing = next((one for one in self._things or () if one.id == key), None)
        kept = dict(self.chosen).get(key, key)
        return {"id": key, "name": pick(thing.name) or key if thing is not None else kept}

    def reading_text(self, value: object) -> str:
        """The names as they were when they were chosen."""
        kept = names_in(value)
        return super().reading_text(
            [{"id": name, "name": kept[name]} for name in ids_in(value) if name in kept] or value
        )


CONTROL = ControlKind("pick", PickControl)
