"""Nobody but the five primitives changes the tree of a document."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PRIMITIVES = {"modeler/document/tree.py", "modeler/document/journal.py"}

MAKERS = {
    "modeler/bpmn/di.py": "new shapes and edges",
    "modeler/bpmn/extension.py": "new blocks",
    "modeler/document/spacing.py": "indents the inside of an element that is not in the tree yet",
    "modeler/document/data.py": "new specifications of inputs and outputs",
    "modeler/document/edits.py": "new children with text",
    "modeler/document/events.py": "new event definitions",
    "modeler/document/commands/add.py": "new elements of a spec",
    "modeler/document/commands/connect.py": "new lines",
    "modeler/document/commands/pools.py": "new pools and lanes",
    "modeler/document/commands/replace.py": "the new element that takes another one's place",
    "modeler/document/commands/write.py": "new categories",
    "modeler/document/commands/properties.py": "new expressions",
    "modeler/document/commands/clip.py": "what is on the clipboard",
    "modeler/document/commands/copy.py": "copies that go to the clipboard",
    "modeler/document/commands/paste.py": "elements read from the clipboard",
    "modeler/dialects/sheet.py": "files for other engines, from a tree of their own",
    "modeler/dialects/dmn.py": "files of decisions for other engines, from a tree of their own",
}
"""Modules that build elements which are not in the tree yet; the guard of the document's tests sees that
they do nothing else."""

_CHANGES = re.compile(
    r"\.(?:text|tail)\s*=[^=]|\.addprevious\(|\.addnext\(|\.attrib\[|\.attrib\.(?:clear|update|pop)\(|SubElement\("
    r"|\bdel \w+\.attrib"
    r"|\b(?:element|shape|edge|child|node|plane|target|holder|parent)\.(?:set|append|insert|remove)\("
)
_RAW = re.compile(r"\btree\.(?:set_items|set_text|attach|detach)\(")
_INSIDE = re.compile(r"\b(?:doc|document)\.(?:tree|journal)\b")


def sources(*folders: str) -> list[tuple[str, str]]:
    """Path from the root and text of all modules below the folders."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found]


def test_nobody_else_changes_lxml() -> None:
    """Neither text nor attributes nor children of elements, outside the primitives and the makers of new ones."""
    guilty = [
        f"{name}: {match[0]}"
        for name, text in sources("modeler/document", "modeler/bpmn")
        if "etree" in text or "edits" in text
        if name not in PRIMITIVES and name not in MAKERS
        for match in _CHANGES.finditer(text)
    ]
    assert not guilty


def test_the_raw_changes_are_called_by_the_journal_alone() -> None:
    own = {"modeler/document/journal.py", "modeler/document/notes.py"}
    guilty = [name for name, text in sources("modeler") if _RAW.search(text) and name not in own]
    assert not guilty


def test_tree_and_journal_are_known_inside_the_document_alone() -> None:
    guilty = [
        name
        for name, text in sources("modeler")
        if _INSIDE.search(text) and not name.startswith("modeler/document/")
    ]  # fmt: skip
    assert not guilty


def test_every_maker_still_makes_something() -> None:
    texts = dict(sources("modeler"))
    idle = [name for name in MAKERS if not _CHANGES.search(texts[name]) and "etree.Element(" not in texts[name]]
    assert not idle
