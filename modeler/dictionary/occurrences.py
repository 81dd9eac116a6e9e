"""Every place of a workspace that a term stands in: fields bound to it and, through the variables they fill,
expressions, rights, handlers, services, process tests, scenarios, decisions and numbering rules.

Found once for both questions: where is it used (`where_used`), and what does another code change (`renaming`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AnySet
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from modeler.dictionary.paths import Path, Places, places_of, respelled
from modeler.document.document import Document
from modeler.document.semantics import details_of
from runner.core.errors import AppError
from runner.data.dictionary import Dictionary
from runner.forms.schema import Form, Place, places
from runner.organization.model import Organization

Way = Literal[
    "field", "expression", "condition", "timer", "loop", "script", "handler", "rights", "service", "choices",
    "number", "case", "scenario", "decision", "approval", "matrix",
]  # fmt: skip
DICTIONARY = "dictionary.json"
ORGANIZATION = "organization.json"


@dataclass(frozen=True)
class Use:
    """One use: the file, the id of the element or component in it, how it is used, and the words there."""

    file: str
    element: str
    way: Way
    text: str = ""


@dataclass(frozen=True)
class Obstacle:
    """A use that cannot be followed by itself, and why (a sentence's code and what fills it). `fatal`: nothing may
    be renamed as long as it stands."""

    use: Use
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    fatal: bool = False


@dataclass(frozen=True)
class Sources:
    """A workspace as it is looked through. `forms`: by file stem; `documents`: processes by file name; `texts`: other
    files by their path in the workspace, `cases/…`, `scenarios/…`, `decisions/…`."""

    dictionary: Dictionary = field(default_factory=Dictionary)
    forms: Mapping[str, Form] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    organization: Organization = field(default_factory=Organization)


@dataclass(frozen=True)
class Variable:
    """A variable that a term fills: its path, the forms and processes in which it is that variable, and the columns
    of the tables there."""

    path: Path
    forms: frozenset[str]
    documents: frozenset[str]
    tables: Mapping[Path, frozenset[str]]


def parts(path: str) -> Path:
    """A dotted path in its words."""
    return tuple(path.split("."))


def variables_of(sources: Sources, code: str) -> list[Variable]:
    """The variables that fields bound to the term fill. A variable is one and the same in all forms of a process and
    in the processes that call each other."""
    known: dict[str, list[Place]] = {ref: list(places(form.components)) for ref, form in sources.forms.items()}
    used = {name: forms_of(document) for name, document in sources.documents.items()}
    near = _neighbours(sources.documents)
    found: list[Variable] = []
    for ref, inside in known.items():
        for place in inside:
            path = parts(place.path)
            if place.component.element != code or not place.path:
                continue
            if any(one.path == path and ref in one.forms for one in found):
                continue
            forms, documents = _reach(ref, place.path, known, used, near)
            found.append(Variable(path, forms, documents, _tables(known[name] for name in forms)))
    return found


def variable_at(sources: Sources, ref: str, path: str) -> Variable:
    """The variable that the field at a path of a form fills."""
    known: dict[str, list[Place]] = {name: list(places(form.components)) for name, form in sources.forms.items()}
    used = {name: forms_of(document) for name, document in sources.documents.items()}
    forms, documents = _reach(ref, path, known, used, _neighbours(sources.documents))
    return Variable(parts(path), forms, documents, _tables(known[name] for name in forms))


def _reach(
    ref: str,
    path: str,
    known: Mapping[str, list[Place]],
    used: Mapping[str, set[str]],
    near: Mapping[str, set[str]],
) -> tuple[frozenset[str], frozenset[str]]:
    having = {name for name, inside in known.items() if any(one.path == path for one in inside)}
    forms, documents = {ref}, set[str]()
    while True:
        more = {name for name, refs in used.items() if refs & forms}
        more |= {other for name in documents for other in near.get(name, ())}
        found = {one for name in more | documents for one in used.get(name, ()) if one in having}
        if more <= documents and found <= forms:
            return frozenset(forms), frozenset(documents)
        documents |= more
        forms |= found


def _tables(inside: Iterable[list[Place]]) -> dict[Path, frozenset[str]]:
    found: dict[Path, set[str]] = {}
    for listed in inside:
        for place in listed:
            if place.table is not None and place.component.name:
                found.setdefault(parts(place.table), set()).add(place.component.name)
    return {path: frozenset(columns) for path, columns in found.items()}


def forms_of(document: Document) -> set[str]:
    """The forms that the steps of a process show."""
    blocks = (node.extension.get("form") for node in document.index.nodes.values())
    return {str(block.get("ref")) for block in blocks if isinstance(block, Mapping) and block.get("ref")}


def _neighbours(documents: Mapping[str, Document]) -> dict[str, set[str]]:
    """The files whose processes call each other."""
    home = {process: name for name, document in documents.items() for process in document.index.processes}
    found: dict[str, set[str]] = {}
    for name, document in documents.items():
        for node in document.index.nodes.values():
            if node.tag == "callActivity":
                other = home.get(details_of(document, node.id).called or "")
                if other is not None and other != name:
                    found.setdefault(name, set()).add(other)
                    found.setdefault(other, set()).add(name)
    return found


# ---------------------------------------------------------------------- texts that name a variable


@dataclass
class Finder:
    """Looks for one variable in texts; with `word` it writes that in the place of its last word. What it comes upon
    gathers in `uses` and `obstacles`."""

    variable: Variable
    word: str | None = None
    uses: list[Use] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    reads_expressions: ClassVar[bool] = True
    """Whether names in expressions mean the variable."""

    @property
    def old(self) -> str:
        """The dotted path as it is."""
        return ".".join(self.variable.path)

    @property
    def new(self) -> str:
        """The dotted path as it will be."""
        return ".".join((*self.variable.path[:-1], self.word or self.variable.path[-1]))

    def feel(
        self, text: str, use: Use, *, row: str | None = None, tests: bool = False, names: AnySet[str] = frozenset()
    ) -> str:
        """A FEEL text as it will be; `names`: known ones that are no single word."""
        if not self.may_mention(text):
            return text
        base = parts(row) if row else ()
        try:
            found = places_of(text, self.variable.path, self.variable.tables, row=base, tests=tests, names=names)
            if self.word is not None:
                self._look_for_new(text, use, base, tests, names)
        except AppError as error:
            self.obstacles.append(Obstacle(use, "rename.unreadable", {"cause": error.message}))
            return text
        if found.unsure:
            self.obstacles.append(Obstacle(use, "rename.unsure"))
        if not found.spans:
            return text
        self.uses.append(use)
        return respelled(text, found, self.word) if self.word is not None else text

    def may_mention(self, text: str) -> bool:
        """Whether the old or the new word stands in a text, whatever it means there."""
        return self.variable.path[-1] in text or (self.word is not None and self.word in text)

    def _look_for_new(self, text: str, use: Use, base: Path, tests: bool, names: AnySet[str]) -> None:
        target = (*self.variable.path[:-1], self.word or "")
        taken: Places = places_of(text, target, self.variable.tables, row=base, tests=tests, names=names)
        if taken.spans:
            self.obstacles.append(Obstacle(use, "rename.taken", {"name": self.new}, fatal=True))

    def foreign(self, text: str, use: Use) -> None:
        """A text in another language: nobody here reads it, but the word may stand in it."""
        if re.search(rf"\b{re.escape(self.variable.path[-1])}\b", text):
            self.obstacles.append(Obstacle(use, "rename.foreign"))

    def path(self, text: str, use: Use) -> str:
        """A path as it will be: the variable itself, or what lies in it."""
        if text == self.old or text.startswith(f"{self.old}."):
            self.uses.append(use)
            return self.new + text[len(self.old) :]
        return text

    def data(self, values: Any, use: Use) -> Any:
        """Data with the variable under its new name."""
        path = self.variable.path
        if not isinstance(values, Mapping):
            return values
        found = dict(values)
        if self.old in found:  # written as one dotted key
            self.uses.append(use)
            return {(self.new if key == self.old else key): value for key, value in found.items()}
        changed = _renamed_in(found, path, self.word)
        if changed is None:
            return values
        self.uses.append(use)
        return changed


class PathFinder(Finder):
    """Looks for the field alone, where it is named as one: in rights, handlers, services and data. Expressions may
    mean something else of the same name, and stay."""

    reads_expressions: ClassVar[bool] = False

    def feel(
        self, text: str, use: Use, *, row: str | None = None, tests: bool = False, names: AnySet[str] = frozenset()
    ) -> str:
        return text

    def foreign(self, text: str, use: Use) -> None:
        return


def _renamed_in(values: Any, path: Path, word: str | None) -> Any:
    """The data with the last word of a path replaced; None where nothing is there."""
    if isinstance(values, list):
        made = [_renamed_in(item, path, word) for item in values]
        if all(item is None for item in made):
            return None
        return [new if new is not None else old for new, old in zip(made, values, strict=True)]
    if not isinstance(values, Mapping) or path[0] not in values:
        return None
    if len(path) == 1:
        return {(word or key) if key == path[0] else key: value for key, value in values.items()}
    inner = _renamed_in(values[path[0]], path[1:], word)
    return None if inner is None else {key: inner if key == path[0] else value for key, value in values.items()}
