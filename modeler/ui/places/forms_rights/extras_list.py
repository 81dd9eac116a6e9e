"""What other tools will not show of a form, to be looked through."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.forms.extras import extras
from modeler.ui.places.forms_rights.form_page import FormPage
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.cards import Card
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label


class ExtrasList(QWidget):
    """A line that says how much it is; unfolded, a card for each field that leads to it."""

    def __init__(self, page: FormPage) -> None:
        super().__init__()
        self.page = page
        self._is_open = False
        self.cards: list[Card] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(_("What other tools will not show"), "heading", wrap=True))
        self.told = label("", "caption", wrap=True)
        column.addWidget(self.told)
        self.open = button(_("Show"), "link")
        self.open.clicked.connect(self._turn)
        column.addWidget(self.open)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        form = self.page.form()
        found = extras(form) if form is not None else []
        clear_layout(self._rows)
        self.cards = []
        if not found:
            self.told.setText(_("Every form-js tool shows this form as it is here."))
        else:
            self.told.setText(
                trn(
                    "The file keeps it all; {count} thing looks or works otherwise elsewhere.",
                    "The file keeps it all; {count} things look or work otherwise elsewhere.",
                    len(found),
                )
            )
        self.open.setVisible(bool(found))
        self.open.setText(_("Hide") if self._is_open else _("Show"))
        for one in found if self._is_open else ():
            card = Card(one.caption, one.told, active=bool(one.id))
            card.clicked.connect(lambda identity=one.id: self.page.choose(identity))
            self._rows.addWidget(card)
            self.cards.append(card)

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self.refresh()
