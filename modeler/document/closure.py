"""What goes along with an element when it is moved, copied or removed."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.document.index import Index
from modeler.document.records import NodeRecord

_HOLDERS = names.SUB_PROCESSES | {"participant", "lane", "callActivity"}


def stands_apart(pool: NodeRecord, node: NodeRecord) -> bool:
    """Whether a data store of a process stands outside of its pool: then it neither moves nor goes with it."""
    if pool.tag != "participant" or node.tag != "dataStoreReference" or pool.bounds is None or node.bounds is None:
        return False
    return node.plane == pool.plane and not pool.bounds.meets(node.bounds)


def content_of(index: Index, node_id: str) -> tuple[str, ...]:
    """The nodes inside a container, at any depth, and the events on the borders of all of them and of the
    node itself; lanes of a pool come too. For a lane: its members."""
    found: dict[str, None] = {}
    waiting = [node_id]
    while waiting:
        own = waiting.pop()
        record = index.nodes.get(own)
        if record is None:
            continue
        following = [item.id for item in index.attached(own)]
        if record.tag in _HOLDERS:
            following += [item.id for item in index.children(own) if not stands_apart(record, item)]
        for item in following:
            if item not in found and item != node_id:
                found[item] = None
                waiting.append(item)
    return tuple(found)


def notes_on(index: Index, ids: Iterable[str]) -> tuple[str, ...]:
    """The annotations and groups that stand wholly in one of these pools or open sub-processes without belonging to
    it: other modelers let them belong to what is round it. They move, are copied and are removed with it."""
    frames = [
        (record.bounds, record.plane, _round(index, record))
        for own in ids
        if (record := index.nodes.get(own)) is not None and record.bounds is not None and record.expanded
        and (record.tag == "participant" or record.tag in names.SUB_PROCESSES)
    ]  # fmt: skip
    if not frames:
        return ()
    return tuple(
        dict.fromkeys(
            note.id
            for note in index.artifacts
            for bounds, plane, homes in frames
            if note.plane == plane and note.home in homes and note.bounds is not None and bounds.encloses(note.bounds)
        )
    )


def _round(index: Index, record: NodeRecord) -> set[str | None]:
    """What is round a container, up to the canvas itself."""
    found: set[str | None] = {None}
    above = index.nodes.get(record.home or "")
    while above is not None and above.id not in found:
        found.add(above.id)
        above = index.nodes.get(above.home or "")
    return found


def with_content(index: Index, ids: Iterable[str]) -> tuple[str, ...]:
    """The nodes and all that goes along with them, each once, in a steady order."""
    found: dict[str, None] = {}
    nodes = index.nodes
    for own in ids:
        record = nodes.get(own)
        if record is not None:
            found[own] = None
            if record.tag in _HOLDERS or index.attached(own):
                found.update(dict.fromkeys(content_of(index, own)))
    return tuple(found)
