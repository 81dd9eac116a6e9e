"""Where decisions name a variable, and which files of decisions the processes of a variable ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AnySet
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from modeler.decisions.following import followed
from modeler.dictionary.occurrences import Finder, Obstacle, Sources, Use, Variable
from modeler.dictionary.paths import Path
from modeler.document.document import Document
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.decisions import Decision, Definitions, Service, read_decisions

declare(
    {
        "rename.shared-decision": (
            N_("The process {file} asks this decision too, and means another variable; it stays as it is."),
            N_("Let the step that asks it give it the value under the name that the decision knows."),
        ),
    }
)


class _Call(NamedTuple):
    """A step that asks: what, which variable takes the result, and the names that it tells values under."""

    ref: str
    result: str
    told: frozenset[str]


@dataclass
class Asking:
    """How a file of decisions is asked where the variable is: `results` as `followed` wants them; `elsewhere`: a
    process that asks it, too, and means something else."""

    results: dict[str, set[str]] = field(default_factory=dict)
    elsewhere: str = ""


def asked_files(variable: Variable, sources: Sources) -> dict[str, Asking]:
    """The files of decisions that a variable may stand in, by their path in the workspace: those which its processes
    ask, with what these import, and those that nobody asks."""
    read = {file: _read(file, text) for file, text in sources.texts.items() if file.endswith(".dmn")}
    calls = {name: list(_calls(document)) for name, document in sources.documents.items()} if read else {}
    bytes_of = {name: document.as_bytes().decode("utf-8", "replace") for name, document in sources.documents.items()
                if read}  # fmt: skip
    found = {}
    for file, definitions in read.items():
        refs = _refs(file, definitions, read)
        asking = Asking()
        callers: dict[str, bool] = {}
        for name, listed in calls.items():
            asked = [one for one in listed if one.ref in refs]
            if asked or any(f'"{ref}"' in bytes_of[name] for ref in refs if ref not in _words(listed)):
                told = [variable.path[0] in one.told for one in asked]
                callers[name] = name in variable.documents and not (told and all(told))
                if callers[name]:
                    for one in asked:
                        asking.results.setdefault(one.ref, set()).add(one.result)
        if callers and not any(callers.values()):
            continue
        asking.elsewhere = min((name for name, meant in callers.items() if not meant), default="")
        found[file] = asking
    return found


def in_decision(file: str, text: str, finder: Finder, asking: Asking | None = None) -> str:
    """A file of decisions as it will be."""
    asking = asking or Asking()
    if not finder.reads_expressions or not finder.may_mention(text):
        return text
    uses, obstacles = len(finder.uses), len(finder.obstacles)
    try:
        after = followed(text.encode(), file, _Names(file, finder), asking.results).decode()
    except AppError as error:
        use = Use(file, "", "decision")
        finder.obstacles.append(Obstacle(use, "rename.unreadable", {"cause": error.message}))
        return text
    if asking.elsewhere and len(finder.uses) > uses:
        del finder.obstacles[obstacles:]
        finder.obstacles.append(Obstacle(finder.uses[-1], "rename.shared-decision", {"file": asking.elsewhere}))
        return text
    return after


class _Names:
    """The names of a finder, as `followed` asks for them."""

    def __init__(self, file: str, finder: Finder) -> None:
        self._file, self._finder = file, finder
        self.path: Path = finder.variable.path

    def feel(self, text: str, *, tests: bool, names: AnySet[str]) -> str:
        return self._finder.feel(text, self._use(text), tests=tests, names=names)

    def foreign(self, text: str) -> None:
        self._finder.foreign(text, self._use(text))

    def word(self) -> str:
        self._finder.uses.append(self._use(self.path[-1]))
        return self._finder.word or self.path[-1]

    def unsure(self, text: str) -> None:
        self._finder.obstacles.append(Obstacle(self._use(text), "rename.unsure"))

    def _use(self, text: str) -> Use:
        return Use(self._file, "", "decision", text.strip())


def _read(file: str, text: str) -> Definitions | None:
    with suppress(AppError):
        return read_decisions(text.encode(), file)
    return None


def _refs(file: str, own: Definitions | None, read: Mapping[str, Definitions | None]) -> set[str]:
    """By what a step asks something of a file, or of one that imports it."""
    if own is None:
        return {file.rpartition("/")[2].removesuffix(".dmn")}
    found = {own.namespace: own}
    while True:
        more = {
            one.namespace: one for one in read.values()
            if one is not None and one.namespace not in found and any(it.namespace in found for it in one.imports)
        }  # fmt: skip
        if not more:
            break
        found |= more
    asked = (one for each in found.values() for one in each.elements if isinstance(one, Decision | Service))
    return {text for one in asked for text in (one.id, one.name) if text}


def _calls(document: Document) -> Iterator[_Call]:
    for node in document.index.nodes.values():
        block = node.extension.get("decision")
        if isinstance(block, Mapping) and block.get("ref"):
            service = node.extension.get("service")
            told = service.get("in") if isinstance(service, Mapping) else None
            names = frozenset(str(one.get("name")) for one in told) if isinstance(told, list) else frozenset[str]()
            yield _Call(str(block["ref"]), str(block.get("result") or ""), names)


def _words(calls: list[_Call]) -> set[str]:
    return {one.ref for one in calls}
