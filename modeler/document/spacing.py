"""White space round inserted and removed nodes: the indent of their siblings, as if typed by hand."""

from __future__ import annotations

from lxml import etree


def unit_of(root: etree._Element) -> str:
    """What one level of indent is in this file; empty where it is not indented."""
    text = root.text or ""
    return text[text.rfind("\n") + 1 :] if "\n" in text and not text.strip() else ""


def around_insert(
    parent: etree._Element, before: etree._Element | None, unit: str
) -> tuple[str | None, str | None, str | None]:
    """For a node to be inserted: the text now at the place, and the texts that will stand before and after it."""
    previous = before.getprevious() if before is not None else last_child(parent)
    now = parent.text if previous is None else previous.tail
    if now and now.strip():
        return now, now, None
    if before is None and previous is None:
        outer = _indent_of(parent)
        if outer is None:
            return now, now, None
        return now, f"\n{outer}{unit}", now or f"\n{outer}"
    inner = _indent_in(now) if before is not None else _indent_of(previous)
    if inner is None:
        return now, now, now if before is not None else None
    return now, f"\n{inner}", now


def around_remove(node: etree._Element) -> tuple[str | None, str | None]:
    """For a node to be removed: the text now before it, and the text that will stand in its place."""
    parent = node.getparent()
    now, tail = slot(parent, node), node.tail
    if node.getprevious() is None and node.getnext() is None and not (now or "").strip() and not (tail or "").strip():
        return now, None
    if (now or "").strip():
        return now, (now or "") + (tail or "") or None
    return now, tail


def indent_inside(node: etree._Element, space: str | None, unit: str) -> None:
    """Indent the inside of a new node that will stand after this text."""
    if space is None or "\n" not in space or not unit:
        return
    _indent(node, space[space.rfind("\n") :], unit)


def _indent(node: etree._Element, own: str, unit: str) -> None:
    if not len(node) or (node.text or "").strip():
        return
    inner = own + unit
    node.text = inner
    for child in node:
        _indent(child, inner, unit)
        child.tail = inner
    node[-1].tail = own


def _indent_of(node: etree._Element) -> str | None:
    """The indent of the line that a node begins; None where it does not begin a line."""
    parent = node.getparent()
    if parent is None:
        return ""
    return _indent_in(slot(parent, node))


def _indent_in(text: str | None) -> str | None:
    """The indent of the line that begins behind this text; None where none does."""
    if not text or "\n" not in text or text.strip():
        return None
    return text[text.rfind("\n") + 1 :]


def last_child(parent: etree._Element) -> etree._Element | None:
    """The last child; lxml counts all children for `len`, so ask this instead."""
    return next(parent.iterchildren(reversed=True), None)


def slot(parent: etree._Element, before: etree._Element | None) -> str | None:
    """The text at the place before a child, or at the end of its parent."""
    previous = before.getprevious() if before is not None else last_child(parent)
    text: str | None = parent.text if previous is None else previous.tail
    return text


def set_slot(parent: etree._Element, previous: etree._Element | None, text: str | None) -> None:
    """Make this the text behind a child, or at the beginning of its parent."""
    if previous is None:
        parent.text = text
    else:
        previous.tail = text
