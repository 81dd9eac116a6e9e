"""Another name for what a process knows, in the bytes of a file of decisions: in what it is told, in columns, cells
and every other expression, and in what it gives back. A name that the file itself gives to something else, a
parameter, an entry or a decision that is required, is never taken for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AnySet
from typing import Protocol

from lxml import etree

from modeler.decisions.source import FileSource

_SILENT = frozenset(
    {"description", "textAnnotation", "annotationEntry", "annotation", "question", "allowedAnswers", "DMNDI"}
)
"""What is written for people, and drawings."""
_TESTS = frozenset({"inputEntry", "inputValues", "outputValues", "allowedValues", "typeConstraint"})
_FUNCTIONS = frozenset({"encapsulatedLogic", "functionDefinition"})
_LOOPS = frozenset({"for", "some", "every"})


class Names(Protocol):
    """Whose name becomes another: `path`, the words of the variable. What is come upon is told by calling."""

    path: tuple[str, ...]

    def feel(self, text: str, *, tests: bool, names: AnySet[str]) -> str:
        """A text as it will be. `tests`: it is a cell of tests; `names`: those of the file that are not one word."""
        ...

    def foreign(self, text: str) -> None:
        """A text in another language."""
        ...

    def word(self) -> str:
        """The new last word, for a place that names the variable."""
        ...

    def unsure(self, text: str) -> None:
        """A place of which only a look can tell."""
        ...


def followed(data: bytes, file: str, names: Names, results: Mapping[str, AnySet[str]]) -> bytes:
    """The bytes as they will be. `results`: the ids and names of the decisions that are asked, and the variables that
    take what they give (empty: each result is a variable of its own name). Raises `FormatError`."""
    return _Following(FileSource(data, file), names, results).made()


class _Following:
    def __init__(self, source: FileSource, names: Names, results: Mapping[str, AnySet[str]]) -> None:
        self._source, self._names, self._results = source, names, results
        self._root, self._first = source.root, names.path[0]
        self._language = self._root.get("expressionLanguage", "")
        self._elements = [one for one in self._root if isinstance(one.tag, str)]
        self._long = frozenset(
            name for one in self._root.iter() if isinstance(one.tag, str)
            if (name := one.get("name")) and not name.isidentifier()
        )  # fmt: skip
        self._given: set[str] = set()
        """Ids of decisions whose own name is the variable's."""
        self._entries: set[etree._Element] = set()
        """Entries that become the variable."""

    def made(self) -> bytes:
        decisions = [one for one in self._elements if _tag(one) == "decision"]
        for one in decisions:
            self._gives(one)
        for one in self._elements:
            tag = _tag(one)
            if tag == "inputData":
                self._told(one)
            elif tag == "itemDefinition":
                self._type(one)
            elif tag in ("decision", "businessKnowledgeModel"):
                self._walk(one, self._is_required(one))
        return self._source.made()

    # names

    def _told(self, data: etree._Element) -> None:
        """Something that a decision is told."""
        if len(self._names.path) > 1:
            return
        for one in (data, *_kids(data, "variable")):
            name = one.get("name", "")
            if name == self._first:
                self._source.set_attributes(one, {"name": self._names.word()})
            elif re.sub(r"\W+", "_", name) == self._first:
                self._names.unsure(name)

    def _type(self, item: etree._Element) -> None:
        """A type of the file whose component is called so: other inputs may have it too."""
        if len(self._names.path) > 1:
            for one in item.iter():
                if _tag(one) == "itemComponent" and one.get("name") == self._names.path[-1]:
                    self._names.unsure(str(one.get("name")))
        self._walk(item, bound=False)

    def _gives(self, decision: etree._Element) -> None:
        """What a decision gives to the process that asks it."""
        own, name = decision.get("id", ""), decision.get("name", "")
        results = {*self._results.get(own, ()), *self._results.get(name, ())}
        meant = {result for result in results if self._names.path[:-1] == ((result,) if result else ())}
        if not meant:
            return
        found = self._columns(decision, meant) or self._own_entries(decision)
        if not found and "" in meant and name == self._first:
            found = [decision, *_kids(decision, "variable")]
            if own not in self._results:  # asked by its name
                self._names.unsure(name)
                return
            self._given.add(own)
        if found and meant != results:
            self._names.unsure(self._names.path[-1])
            return
        for one in found:
            if one.get("name") == self._names.path[-1]:
                self._source.set_attributes(one, {"name": self._names.word()})

    def _columns(self, decision: etree._Element, meant: AnySet[str]) -> list[etree._Element]:
        """The answers of its table that are the variable; a single one only where it goes under its own name."""
        outputs = [one for table in _kids(decision, "decisionTable") for one in _kids(table, "output")]
        if len(outputs) == 1 and "" not in meant:
            return []
        return [one for one in outputs if one.get("name") == self._names.path[-1]]

    def _own_entries(self, decision: etree._Element) -> list[etree._Element]:
        """The entries of its context that are the variable."""
        entries = [one for context in _kids(decision, "context") for one in _kids(context, "contextEntry")]
        named = [one for entry in entries for one in _kids(entry, "variable")]
        if len(named) < len(entries):  # the last one, without a name, is the result
            return []
        found = [one for one in named if one.get("name") == self._names.path[-1]]
        if len(self._names.path) == 1:
            self._entries |= set(found)
        return found

    def _is_required(self, element: etree._Element) -> bool:
        """Whether something that is required has the name: then its expressions mean that."""
        by_id = {one.get("id"): one for one in self._elements}
        for need in element.iter():
            if _tag(need) not in ("requiredDecision", "requiredKnowledge"):
                continue
            other = by_id.get(need.get("href", "").removeprefix("#"))
            if other is not None and other.get("name") == self._first and other.get("id") not in self._given:
                return True
        return any(one.get("name") == self._first for one in self._elements if _tag(one) == "import")

    # expressions

    def _walk(self, node: etree._Element, bound: bool) -> None:
        """The texts below an element; `bound`: the name means something else there."""
        tag = _tag(node)
        if tag in _SILENT:
            return
        if tag == "text":
            if not bound:
                self._text(node)
            return
        bound |= tag in _FUNCTIONS and self._binds(_kids(node, "formalParameter"))
        is_loop = tag in _LOOPS and node.get("iteratorVariable") == self._first
        for child in node:
            if not isinstance(child.tag, str):
                continue
            self._walk(child, bound or (is_loop and _tag(child) != "in"))
            if tag == "context" and self._binds(_kids(child, "variable")):
                bound = True  # entries see those before them

    def _binds(self, named: Iterable[etree._Element]) -> bool:
        return any(one.get("name") == self._first and one not in self._entries for one in named)

    def _text(self, node: etree._Element) -> None:
        parent = node.getparent()
        written = node.text or ""
        language = parent.get("expressionLanguage") or self._language
        if (language and "feel" not in language.lower()) or written.lstrip().startswith(("${", "#{")):
            self._names.foreign(written)
            return
        after = self._names.feel(written, tests=_tag(parent) in _TESTS, names=self._long)
        if after != written:
            self._source.set_own_text(node, after)


def _tag(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _kids(node: etree._Element, tag: str) -> list[etree._Element]:
    return [one for one in node if _tag(one) == tag]
