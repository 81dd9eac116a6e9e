"""A person of the organisation, found by name, pinyin or initials; several where the field says so."""

from __future__ import annotations

from runner.core.i18n import listed, pick
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields.person import KEEP_NAME, candidates
from runner.forms.picking import ids_in, is_multiple, names_in
from runner.forms.schema import Component
from runner.organization.model import Organization, User
from runner.organization.search import find_people
from runner.ui.chooser import ChooserControl
from runner.ui.control import ControlKind, FormSurroundings


def person_text(user: User, organization: Organization) -> str:
    """Name and department."""
    primary = user.primary
    department = organization.department(primary.department) if primary else None
    if department is None:
        return pick(user.name)
    return _("{name} ({department})").format(name=pick(user.name), department=pick(department.name))


class PersonControl(ChooserControl):
    """The stored value is the bare id, or with the name it had where the field keeps that."""

    chip_icon = "person"

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings, _("Name, pinyin or initials"), several=is_multiple(component))
        known = candidates(component, FormFacts(surroundings.dictionary, surroundings.organization))
        self._within = set(known) if known is not None else None
        self._kept: dict[str, str] = {}

    def found(self, text: str) -> list[tuple[str, str]]:
        people = self.surroundings.organization
        return [
            (user.id, person_text(user, people))
            for user in find_people(people, text, limit=len(people.users))
            if self._within is None or user.id in self._within
        ]

    def means(self, typed: str, entry: tuple[str, str]) -> bool:
        user = self.surroundings.organization.user(entry[0])
        if user is None:
            return False
        plain, pinyin = typed.casefold().replace(" ", ""), user.pinyin.casefold()
        initials = "".join(part[0] for part in pinyin.split())
        return plain in (pick(user.name).casefold().replace(" ", ""), pinyin.replace(" ", ""), initials, user.id)

    def entries(self, value: object) -> list[tuple[str, str]]:
        self._kept = names_in(value)
        return [(one, self._text_of(one)) for one in ids_in(value)]

    def _text_of(self, user: str) -> str:
        found = self.surroundings.organization.user(user)
        return person_text(found, self.surroundings.organization) if found else self._kept.get(user, user)

    def stored(self, key: str) -> object:
        if self.component.own(KEEP_NAME) is not True:
            return key
        found = self.surroundings.organization.user(key)
        return {"id": key, "name": self._kept.get(key) or (pick(found.name) if found else "") or key}

    def reading_text(self, value: object) -> str:
        """Names as they were when they were kept, else as they are."""
        kept = names_in(value)
        return listed(kept.get(one) or self._text_of(one) for one in ids_in(value))


CONTROL = ControlKind("person", PersonControl)
