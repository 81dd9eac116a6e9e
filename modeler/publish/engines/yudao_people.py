"""The numbers of people, roles, posts, departments and groups on a yudao server, for the names of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from modeler.publish.engines.yudao_api import Api
from runner.core.errors import PublishError
from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.organization.model import Organization

_HINT = N_("Name it in the environment as it is called there, or by its number there; nothing was changed.")

declare(
    {
        "publish.yudao-no-user": (N_("{server} has no user called {name}."), _HINT),
        "publish.yudao-no-role": (N_("{server} has no role called {name}."), _HINT),
        "publish.yudao-no-position": (N_("{server} has no post called {name}."), _HINT),
        "publish.yudao-no-department": (N_("{server} has no department called {name}."), _HINT),
        "publish.yudao-no-group": (N_("{server} has no user group called {name}."), _HINT),
        "publish.yudao-several": (
            N_("{server} has {count} of the name {name}: {numbers}."),
            N_("Write the number of the right one into the environment; nothing was changed."),
        ),
    }
)

_LISTS = {
    "user": "/system/user/simple-list",
    "role": "/system/role/simple-list",
    "position": "/system/post/simple-list",
    "department": "/system/dept/simple-list",
    "group": "/bpm/user-group/simple-list",
}
_NAMES = ("code", "username", "name", "nickname")


class NotFound(Exception):
    """A name that stands for nobody there, or for several."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Numbers:
    """Looks names up, each list of the server once. `organization` gives the names for people of those that the
    model calls by an id."""

    def __init__(self, api: Api, organization: Organization) -> None:
        self._api, self._organization = api, organization
        self._lists: dict[str, list[dict[str, Any]]] = {}
        self._found: dict[str, list[int]] = {}

    def of(self, token: str) -> list[int]:
        """The numbers of `KIND:NAME`; a department with `/**` is itself and all below it. Raises `NotFound`,
        `PublishError`."""
        if token not in self._found:
            deep = token.endswith("/**")
            kind, _, written = token.removesuffix("/**").partition(":")
            own = self._one(kind, unquote(written))
            self._found[token] = [own, *self._below(own)] if deep else [own]
        return self._found[token]

    def problems(self, tokens: Iterable[str]) -> Iterator[Problem]:
        """What is not to be found, each once. Raises `PublishError`."""
        for token in dict.fromkeys(tokens):
            try:
                self.of(token)
            except NotFound as error:
                yield error.problem

    def _one(self, kind: str, name: str) -> int:
        rows = [*self._by_account(name), *self._list(kind)] if kind == "user" else self._list(kind)
        names = (name, *self._spoken(kind, name))
        found: list[int] = []
        for key in _NAMES:
            for one in names:
                found = sorted({int(row["id"]) for row in rows if str(row.get(key) or "") == one})
                if found:
                    break
            if found:
                break
        if not found and name.isdigit():
            found = [int(row["id"]) for row in rows if int(row["id"]) == int(name)][:1]
        if len(found) == 1:
            return found[0]
        told = {"server": self._api.http.url, "name": name}
        if found:
            told |= {"count": str(len(found)), "numbers": ", ".join(map(str, found))}
        raise NotFound(Problem("publish.yudao-several" if found else f"publish.yudao-no-{kind}", params=told))

    def _list(self, kind: str) -> list[dict[str, Any]]:
        if kind not in self._lists:
            self._lists[kind] = self._api.rows(_LISTS[kind])
        return self._lists[kind]

    def _by_account(self, name: str) -> list[dict[str, Any]]:
        """Lists of people tell no names of accounts; whoever may look at accounts finds them by theirs."""
        try:
            found = self._api.pages("/system/user/page", {"username": name})
        except PublishError as error:
            if error.code != "publish.forbidden":
                raise
            return []
        return [one for one in found if one.get("username") == name]

    def _spoken(self, kind: str, own: str) -> Iterator[str]:
        organization = self._organization
        known: dict[str, list[tuple[str, LocalText]]] = {
            "user": [(one.id, one.name) for one in organization.users],
            "role": [(one.id, one.name) for one in organization.roles],
            "position": [(one.id, one.name) for one in organization.positions],
            "department": [(one.id, one.name) for one in organization.departments],
            "group": [(one.id, one.name) for one in organization.groups],
        }
        for name in (name for found, name in known.get(kind, ()) if found == own):
            texts = name.values() if isinstance(name, dict) else [name]
            yield from (str(text) for text in texts if text)

    def _below(self, own: int) -> list[int]:
        rows, found = self._list("department"), [own]
        for above in found:
            found += [int(row["id"]) for row in rows if row.get("parentId") == above and int(row["id"]) not in found]
        return found[1:]
