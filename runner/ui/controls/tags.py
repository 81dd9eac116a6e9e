"""Several of many values, as tags: typed, listed, taken away."""

from __future__ import annotations

from runner.core.i18n import tr as _
from runner.forms.branches import is_open
from runner.forms.schema import Component
from runner.ui.choices import choices_of
from runner.ui.chooser import ChooserControl
from runner.ui.control import ControlKind, FormSurroundings


class TagsControl(ChooserControl):
    """The stored value is the list of codes."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings, _("Type or pick"), several=True)
        self.choices = choices_of(component, surroundings)

    def found(self, text: str) -> list[tuple[str, str]]:
        wanted, taken = text.casefold(), {key for key, _text in self.chosen}
        return [
            (code, caption)
            for code, caption in self.choices
            if code not in taken
            and (wanted in caption.casefold() or wanted in code.casefold())
            and is_open(self.component, code, self.surroundings.today)
        ]

    def entries(self, value: object) -> list[tuple[str, str]]:
        captions = dict(self.choices)
        return [(str(one), captions.get(str(one), str(one))) for one in value] if isinstance(value, list) else []

    def stored(self, key: str) -> object:
        return key


CONTROL = ControlKind("tags", TagsControl)
