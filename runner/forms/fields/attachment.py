"""Files: name, size in bytes and SHA-256 are stored, the contents lie with the case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from random import Random
from typing import Any

from runner.core.i18n import N_, listed
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.schema import Component

_DIGEST = re.compile(r"[0-9a-f]{64}")


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """A list of `{"name", "size", "sha256"}`."""
    if value is None or value in ("", [], {}):
        return None
    files = []
    for item in value if isinstance(value, list | tuple) else [value]:
        size = item.get("size") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise MisfitError("forms.not-a-file")
        name, digest = item.get("name"), item.get("sha256")
        if not isinstance(name, str) or not name or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise MisfitError("forms.not-a-file")
        files.append({"name": name, "size": size, "sha256": digest})
    return files


MAX_FILES, MAX_SIZE = "slip:maxFiles", "slip:maxSize"
"""The most files, and the most megabytes (10**6 bytes) of each."""
LARGEST = 20
"""Megabytes that a file may have where nothing is said."""


def size_limit(component: Component) -> int:
    """The most bytes of one file."""
    told = component.own(MAX_SIZE)
    is_number = isinstance(told, int | float) and not isinstance(told, bool) and told > 0
    return int((told if is_number else LARGEST) * 1_000_000)


def endings_of(component: Component) -> list[str]:
    """The file name endings that are taken, with their dots; empty: all."""
    text = str(component.option("accept") or "")
    return [part.strip().lower() for part in text.split(",") if part.strip().startswith(".")]


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """One file only, unless several are allowed; how many, how large and of which kinds."""
    most = component.own(MAX_FILES)
    if isinstance(most, int) and len(value) > most:
        yield Finding("forms.many-files", {"limit": str(most)})
    if scope.setting(component.option("multiple")) is not True and len(value) > 1:
        yield Finding("forms.one-file")
    endings = endings_of(component)
    for item in value:
        if endings and not item["name"].lower().endswith(tuple(endings)):
            yield Finding("forms.file-kind", {"value": item["name"], "kinds": listed(endings)})
        if item["size"] > size_limit(component):
            yield Finding("forms.file-large", {"value": item["name"], "limit": f"{size_limit(component) / 1e6:g}"})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """One small file of a kind that is taken."""
    ending = (endings_of(component) or [".pdf"])[0]
    content = f"sample {rng.randint(1, 9999)}".encode()
    return [{"name": f"sample{ending}", "size": len(content), "sha256": sha256(content).hexdigest()}]


_PROPERTIES = (
    "label", "description", "required", "accept", "multiple", "maxFiles", "maxSize", "hide", "columns", "element",
)  # fmt: skip

FIELDS = [
    FieldKind("attachment", "filepicker", N_("Attachment"), "attachment", None, coerce, check, sample, _PROPERTIES,
              offered=33),
    FieldKind("filepicker", "filepicker", N_("File"), "attachment", None, coerce, check, sample, _PROPERTIES),
]  # fmt: skip
