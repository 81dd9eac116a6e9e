"""What the fakes of engines have in common: routes, deployments with their definitions, cases, places in a text."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from tests.servers.fake import Answer, Asked, Fake

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


class Deployed(Protocol):
    """A deployment: its id, its name and its files."""

    id: str
    name: str
    files: dict[str, bytes]


class FakeEngine(Fake):
    """`routes`: method, pattern of the path, name of the method that answers with what the pattern caught."""

    routes: ClassVar[Sequence[tuple[str, str, str]]]

    def __init__(self) -> None:
        super().__init__()
        self.deployments: list[Any] = []
        self.definitions: list[dict[str, Any]] = []
        self.cases: list[dict[str, Any]] = []

    def answer(self, asked: Asked) -> Answer:
        """By method and path."""
        for method, pattern, act in self.routes:
            if asked.method == method and (match := re.fullmatch(pattern, asked.path)):
                found: Answer = getattr(self, act)(asked, *match.groups())
                return found
        return self.unknown(asked)

    def unknown(self, asked: Asked) -> Answer:
        """The answer where there is no such path."""
        raise NotImplementedError

    def begin(self, key: str) -> dict[str, Any]:
        """A case of the latest version of a process."""
        raise NotImplementedError

    def deployed(self) -> int:
        """All that are there."""
        return len(self.deployments)

    def find(self, number: str) -> Any:
        """The deployment of that id, or None."""
        return next((one for one in self.deployments if one.id == number), None)

    def latest(self, key: str) -> dict[str, Any]:
        """The definition of a key that came last."""
        return [one for one in self.definitions if one["key"] == key][-1]

    def numbered(self, key: str) -> tuple[int, str]:
        """The version that comes next, and the id of its definition."""
        version = 1 + max((one["version"] for one in self.definitions if one["key"] == key), default=0)
        return version, f"{key}:{version}:{uuid.uuid4()}"

    def narrowed(self, asked: Asked) -> list[dict[str, Any]]:
        """Definitions of the key and the deployment that are asked for."""
        wanted = {name: asked.query[name] for name in ("key", "deploymentId") if name in asked.query}
        return [one for one in self.definitions if all(one[own] == wanted[own] for own in wanted)]


def after(text: str, identity: str | None) -> tuple[int, int]:
    """Line and column where the start tag of an element ends."""
    return place(text, text.index(">", text.index(f' id="{identity}"')) + 1)


def place(text: str, end: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return text.count("\n", 0, end) + 1, end - (text.rfind("\n", 0, end) + 1) + 1
