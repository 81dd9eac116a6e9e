"""What differs in meaning from the version that is on the server to the one that is to go there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from modeler.compare.decisions import compare_decisions
from modeler.compare.differences import Aspect, Difference, compare_documents, compare_json
from modeler.document.io import document_from_bytes
from runner.bundle.archive import MANIFEST, SIGNATURE
from runner.bundle.container import take
from runner.bundle.signature import Signature, short
from runner.core import atomic
from runner.core.errors import AppError
from runner.data.model import load_json, read_value
from runner.decisions.read import read_decisions

COMPILED = "graph/"
Changes = dict[str, tuple[Difference, ...]]
"""Member of a package -> what differs about it; a member that is only written otherwise has nothing."""


def changes_between(before: bytes, after: bytes) -> Changes:
    """What differs in each member that both packages hold and that has other bytes. A member that cannot be told by
    its parts is left out: it differs, and how is not known; so is a compiled process, whose diagram tells. Another
    signer, or none, is a difference of the signature. Raises `FormatError` for what is no package."""
    old, new = take(before, "before.slip"), take(after, "after.slip")
    found: Changes = {}
    for name in sorted((old.keys() & new.keys()) - {MANIFEST, SIGNATURE}):
        if atomic.digest(old[name]) != atomic.digest(new[name]) and (compare := _KINDS.get(_kind(name))):
            try:
                differences = compare(old[name], new[name], name)
            except AppError:
                continue
            if not differences or not name.startswith(COMPILED):
                found[name] = differences
    if (was := _signer(old)) != (now := _signer(new)):
        found[SIGNATURE] = (Difference("changed", SIGNATURE, "", "signature", (Aspect("", was, now),)),)
    return found


def _signer(members: Mapping[str, bytes]) -> str:
    """The mark of the key that signed a package, as people compare it; empty for none that can be read."""
    try:
        return short(read_value(Signature, members[SIGNATURE], SIGNATURE).fingerprint) if SIGNATURE in members else ""
    except AppError:
        return ""


def _kind(name: str) -> str:
    return PurePosixPath(name).suffix


def _documents(before: bytes, after: bytes, name: str) -> tuple[Difference, ...]:
    old, new = document_from_bytes(before, name), document_from_bytes(after, name)
    try:
        return compare_documents(old, new)
    finally:
        old.close()
        new.close()


def _decisions(before: bytes, after: bytes, name: str) -> tuple[Difference, ...]:
    return compare_decisions(read_decisions(before, name), read_decisions(after, name))


def _values(before: bytes, after: bytes, name: str) -> tuple[Difference, ...]:
    return compare_json(load_json(before, name), load_json(after, name))


_KINDS: dict[str, Callable[[bytes, bytes, str], tuple[Difference, ...]]] = {
    ".bpmn": _documents,
    ".dmn": _decisions,
    ".json": _values,
    ".form": _values,
}
