"""Our own `slip:` blocks as plain values, read and made (names and places: docs/formats.md, section 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from modeler.bpmn import names

Block = object
"""A str-to-value dict, or a list of such dicts; values are str, list of str, or list of dicts."""

LISTS: Mapping[str, str] = dict.fromkeys(("fields", "copyFields", "viewFields", "printFields"), "field")
"""Blocks that are a list of children of one name."""
REPEATED = frozenset({"copy"})
"""Blocks that may stand several times: their value is a list."""
_CHILDREN = {"verdict": "verdicts", "weight": "weights", "step": "steps", "in": "in", "out": "out", "allow": "allow",
             "deny": "deny"}  # fmt: skip
"""Child element -> key of its list."""
_TAGS = {key: tag for tag, key in _CHILDREN.items()}
_WORDS = {"approval": ("sensitive", "operations"), "field": ("rows",)}
"""Attributes that hold several words."""
_ALWAYS = {"rights": ("allow", "deny")}

_SLIP = f"{{{names.SLIP}}}"


def read_blocks(extension: etree._Element) -> dict[str, object]:
    """All our blocks inside an `extensionElements`: block name -> value."""
    found: dict[str, object] = {}
    for child in extension:
        if not isinstance(child.tag, str) or not child.tag.startswith(_SLIP):
            continue
        name = child.tag[len(_SLIP) :]
        if name in LISTS:
            found[name] = [_read(item) for item in child.iterchildren(_SLIP + LISTS[name])]
        elif name in REPEATED:
            entries = found.setdefault(name, [])
            assert isinstance(entries, list)
            entries.append(_read(child))
        else:
            found[name] = _read(child)
    return found


def _read(element: etree._Element) -> dict[str, object]:
    name = element.tag[len(_SLIP) :]
    words = _WORDS.get(name, ())
    value: dict[str, object] = {key: text.split() if key in words else text for key, text in element.attrib.items()}
    for key in _ALWAYS.get(name, ()):
        value[key] = []
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(_SLIP):
            tag = child.tag[len(_SLIP) :]
            entries = value.setdefault(_CHILDREN.get(tag, tag), [])
            if isinstance(entries, list):
                entries.append(_read(child))
    return value


def make_block(name: str, value: Block) -> list[etree._Element]:
    """The elements of one block. Raises `TypeError` for a value that is no block."""
    if name in LISTS:
        entry: str = LISTS[name]
        block = etree.Element(_SLIP + name)
        block.extend([_make(entry, item) for item in _items(value)])
        return [block]
    if name in REPEATED:
        return [_make(name, item) for item in _items(value)]
    return [_make(name, value)]


def _items(value: object) -> Sequence[object]:
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    raise TypeError(f"a list was expected, not {type(value).__name__}")


def _make(name: str, value: object) -> etree._Element:
    if not isinstance(value, Mapping):
        raise TypeError(f"a dict was expected, not {type(value).__name__}")
    element = etree.Element(_SLIP + name)
    for name_, item in value.items():
        key = str(name_)
        if item is None:
            continue
        if isinstance(item, str | int | float):
            element.set(key, _plain(item))
        elif isinstance(item, Mapping):
            element.append(_make(_tag(key), item))
        elif isinstance(item, Sequence):
            if all(isinstance(entry, Mapping) for entry in item) and key not in _WORDS.get(name, ()):
                tag = _tag(key)
                element.extend([_make(tag, entry) for entry in item])
            else:
                element.set(key, " ".join(str(entry) for entry in item))
        else:
            raise TypeError(f"{key}: {type(item).__name__}")
    return element


def _tag(key: str) -> str:
    return _TAGS.get(key) or key


def _plain(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
