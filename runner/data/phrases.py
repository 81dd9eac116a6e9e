"""常用语: what is often written as an opinion. A person's own phrases are in the user's settings, those of the
workspace in its file; neither is part of any case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from runner.core.i18n import N_, LocalText, pick, tr
from runner.core.settings import Setting, Settings, register

KEY = "approval.phrases"
LONGEST = 500
"""Characters of a phrase."""
USUAL = (
    N_("Agreed."),
    N_("The facts are as stated. Agreed."),
    N_("Add what is missing and submit it again."),
    N_("The amount does not match the papers."),
    N_("Not in the budget. Not agreed."),
)
"""What a person begins with who has changed nothing, in the language of the window."""

register(Setting(KEY, "", ""))


class Phrases:
    """`shared`: those of the workspace; `share` writes them anew (None: they cannot be changed here)."""

    def __init__(
        self, settings: Settings, shared: Sequence[LocalText] = (),
        share: Callable[[list[LocalText]], object] | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._shared = list(shared)
        self._share = share

    @property
    def own(self) -> list[str]:
        """The person's own; the usual ones until they change them."""
        text = self._settings[KEY]
        try:
            found = json.loads(text) if text else None
        except ValueError:
            found = None
        return tidy(one for one in found if isinstance(one, str)) if isinstance(found, list) else [*map(tr, USUAL)]

    @property
    def shared(self) -> list[str]:
        """Those of the workspace."""
        return tidy(map(pick, self._shared))

    @property
    def can_share(self) -> bool:
        """Whether those of the workspace can be changed."""
        return self._share is not None

    def set_own(self, phrases: Iterable[str]) -> None:
        """Keep these as the person's own."""
        self._settings.set(KEY, json.dumps(tidy(phrases), ensure_ascii=False))

    def add(self, phrase: str) -> None:
        """Keep one more as the person's own, the first of them; one that is there already comes to the front."""
        self.set_own([phrase, *self.own])

    def set_shared(self, phrases: Iterable[str]) -> None:
        """Keep these as those of the workspace. One that is as it was keeps what it says in other languages."""
        known = {pick(one).strip(): one for one in self._shared}
        self._shared = [known.get(one, one) for one in tidy(phrases)]
        if self._share is not None:
            self._share(list(self._shared))


def tidy(phrases: Iterable[str]) -> list[str]:
    """Phrases in one line each, without empty ones and without one twice."""
    lines = (" ".join(one.split())[:LONGEST] for one in phrases)
    return list(dict.fromkeys(one for one in lines if one))
