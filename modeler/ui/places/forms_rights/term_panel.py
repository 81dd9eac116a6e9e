"""The selected term: its format, and everything that uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modeler.dictionary.versions import working
from modeler.dictionary.where_used import Use
from modeler.ui.panels.fields import ChoiceField
from modeler.ui.places.forms_rights.setting_editors import CheckedLine
from modeler.ui.places.forms_rights.uses import Uses
from modeler.ui.places.forms_rights.version_box import VersionBox
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Element, ElementFormat
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import label

FORMATS: dict[str, tuple[str, ...]] = {
    "number": ("digits", "decimals", "min", "max"),
    "money": ("currency", "digits", "decimals", "min", "max"),
    "text": ("min_length", "max_length", "pattern"),
}
WORDS = {
    "decimals": N_("Decimal places"), "min": N_("At least"), "max": N_("At most"), "currency": N_("Currency"),
    "max_length": N_("Most characters"), "pattern": N_("Pattern"), "digits": N_("Digits in all"),
    "min_length": N_("Least number of characters"),
}  # fmt: skip
NUMBERS = {"decimals": int, "digits": int, "min": float, "max": float, "min_length": int, "max_length": int}
LEVELS = {
    "": N_("not said"), "public": N_("public"), "internal": N_("internal"), "confidential": N_("confidential"),
    "secret": N_("secret"),
}  # fmt: skip


class TermPanel(QWidget):
    """`changed` carries attributes of the term as the dictionary's verbs take them; `opened` a use, `acted` an act
    on its version."""

    changed = Signal(object)
    opened = Signal(object)
    acted = Signal(str)

    def __init__(self, uses: Uses) -> None:
        super().__init__()
        self._uses = uses
        self.cards: list[Card] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._scroll)
        self.show_term(None, [])

    def show_term(self, element: Element | None, uses: Sequence[Use]) -> None:
        """Show a term with its uses; None: an invitation."""
        content = QWidget()
        content.setProperty("role", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(6)
        self.cards = []
        if element is None:
            told = _("Select a term to see where it is used.")
            column.addWidget(label(told, "muted", wrap=True))
        else:
            self._fill(column, element, uses)
        column.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._scroll.setWidget(content)

    def _fill(self, column: QVBoxLayout, stood: Element, uses: Sequence[Use]) -> None:
        element = working(stood)
        column.addWidget(label(pick(element.name) or element.code, "heading", wrap=True))
        definition = element.definition if isinstance(element.definition, dict) else {"zh": element.definition}
        for language, caption in (("zh", _("Definition")), ("en", _("Definition in English"))):

            def define(text: str, language: str = language) -> str:
                texts = {**definition, language: text}
                self.changed.emit({"definition": {key: value for key, value in texts.items() if value}})
                return ""

            self._line(column, caption, str(definition.get(language) or ""), define)
        for name, caption in (("owner", _("Department in charge")), ("master", _("Master system"))):

            def own(text: str, name: str = name) -> str:
                self.changed.emit({name: text or None})
                return ""

            self._line(column, caption, str(getattr(element, name) or ""), own)
        column.addWidget(label(_("Sensitivity"), "muted"))
        level = ChoiceField(
            [(key, _(text)) for key, text in LEVELS.items()], lambda: element.sensitivity or "",
            lambda value: self.changed.emit({"sensitivity": value or None}),
        )  # fmt: skip
        level.setAccessibleName(_("Sensitivity"))
        column.addWidget(level)
        self._line(column, _("Other words for it"), ", ".join(element.synonyms), self._take_synonyms)
        for name in FORMATS.get(element.type, ()):
            value = getattr(element.format, name) if element.format is not None else None
            shown = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

            def take(text: str, name: str = name) -> str:
                return self._take_format(element, name, text)

            self._line(column, _(WORDS[name]), shown, take)
        column.addSpacing(12)
        self.version = VersionBox()
        self.version.show_item(stood)
        self.version.acted.connect(self.acted)
        column.addWidget(self.version)
        column.addSpacing(12)
        column.addWidget(label(_("Where it is used"), "heading"))
        if not uses:
            column.addWidget(label(_("Nowhere yet. Bind a field to it in the form designer."), "muted", wrap=True))
        for use in uses:
            title, text = self._uses.words(use)
            card = Card(title, text)
            card.clicked.connect(lambda use=use: self.opened.emit(use))
            self.cards.append(card)
            column.addWidget(card)

    @staticmethod
    def _line(column: QVBoxLayout, caption: str, value: str, take: Callable[[str], str]) -> None:
        column.addWidget(label(caption, "muted"))
        held = [value]
        editor = CheckedLine(lambda: value, lambda text: held.__setitem__(0, text) or "", lambda: None)
        editor.setAccessibleName(caption)

        def done() -> None:
            if held[0] != value:
                editor.show_fault(take(held[0]))

        editor.line.editingFinished.connect(done)
        column.addWidget(editor)

    def _take_synonyms(self, text: str) -> str:
        words = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")]
        self.changed.emit({"synonyms": [part for part in words if part]})
        return ""

    def _take_format(self, element: Element, name: str, text: str) -> str:
        value: Any = text or None
        if value is not None and name in NUMBERS:
            try:
                value = NUMBERS[name](text)
            except ValueError:
                return _("This is not a number.")
        before = element.format.model_dump(exclude_unset=True) if element.format is not None else {}
        kept = {key: one for key, one in {**before, name: value}.items() if one is not None}
        self.changed.emit({"format": ElementFormat.model_validate(kept) if kept else None})
        return ""
