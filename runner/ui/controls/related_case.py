"""Finished cases that belong to this one."""

from __future__ import annotations

from collections.abc import Mapping

from runner.core.i18n import tr as _
from runner.forms.picking import is_multiple
from runner.forms.schema import Component
from runner.ui.chooser import ChooserControl
from runner.ui.control import ControlKind, FormSurroundings


class RelatedCaseControl(ChooserControl):
    """The stored value is `{"id", "title"}`, a list of them where several may be named."""

    chip_icon = "link"

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings, _("A finished case"), several=is_multiple(component))

    def found(self, text: str) -> list[tuple[str, str]]:
        cases = self.surroundings.facts.cases
        wanted = text.casefold()
        known = cases() if cases is not None else {}
        entries = [(case, title if case in title else f"{title} · {case}") for case, title in known.items()]
        return [one for one in entries if wanted in one[1].casefold()]

    def entries(self, value: object) -> list[tuple[str, str]]:
        items = value if isinstance(value, list) else [value] if value else []
        return [
            (str(one["id"]), str(one.get("title") or one["id"])) if isinstance(one, Mapping) else (str(one), str(one))
            for one in items
        ]

    def stored(self, key: str) -> object:
        return {"id": key, "title": dict(self.chosen).get(key, key)}


CONTROL = ControlKind("related-case", RelatedCaseControl)
