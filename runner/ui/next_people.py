"""Choosing who handles a step further on, out of those offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.organization.model import User
from runner.organization.search import find_people
from runner.organization.values import named_in
from runner.ui.chooser import ChooserControl
from runner.ui.control import FormSurroundings
from runner.ui.controls.person import person_text


@dataclass(frozen=True)
class ChoiceAtHand:
    """Somebody to choose for a step: bare ids of those offered (None: everyone), how many at `least` and at `most`
    (None: any number), and who is chosen already."""

    element: str
    step: str
    people: Sequence[str] | None = None
    least: int = 0
    most: int | None = None
    chosen: Sequence[str] = ()

    @property
    def limits(self) -> str:
        """How many, in words; empty where any number will do."""
        if self.most is not None and self.most == self.least:
            return trn("{count} person", "{count} people", self.most)
        parts = []
        if self.least:
            parts.append(trn("{count} person at least", "{count} people at least", self.least))
        if self.most is not None:
            parts.append(trn("{count} person at most", "{count} people at most", self.most))
        return " · ".join(parts)


class NextPeople(ChooserControl):
    """The value is a list of bare ids, in the order of choosing."""

    chip_icon = "person"

    def __init__(self, choice: ChoiceAtHand, surroundings: FormSurroundings) -> None:
        component = Component(type="textfield", key=choice.element, label=choice.step)
        super().__init__(component, surroundings, _("Name, pinyin or initials"), several=choice.most != 1)
        self._offered = None if choice.people is None else set(choice.people)
        self.setObjectName(f"next-{choice.element}")
        self.editor.setAccessibleName(choice.step)
        self.set_value(list(choice.chosen))

    def found(self, text: str) -> list[tuple[str, str]]:
        organization = self.surroundings.organization
        people = find_people(organization, text, limit=len(organization.users))
        return [self._entry(user) for user in people if self._offered is None or user.id in self._offered]

    def _entry(self, user: User) -> tuple[str, str]:
        return user.id, person_text(user, self.surroundings.organization)

    def entries(self, value: object) -> list[tuple[str, str]]:
        organization = self.surroundings.organization
        known = [(one, organization.user(one)) for one in named_in(value)]
        return [self._entry(user) if user is not None else (one, one) for one, user in known]

    def stored(self, key: str) -> object:
        return key

    def people(self) -> list[str]:
        """Who is chosen."""
        return [key for key, _text in self.chosen]


def caption_of(choice: ChoiceAtHand) -> str:
    """What stands above the field."""
    limits = choice.limits
    text = _("Who handles “{step}”").format(step=pick(choice.step))
    return f"{text} ({limits})" if limits else text
