"""Semantic versions: which are well formed, and which stands higher (semver.org 2.0.0, section 11)."""

from __future__ import annotations

import re

_SEMVER = re.compile(
    r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)

Rank = tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]


def is_version(text: str) -> bool:
    """Whether it is a semantic version."""
    return _SEMVER.fullmatch(text) is not None


def rank(text: str) -> Rank:
    """A key that sorts versions; what is no version sorts lowest."""
    match = _SEMVER.fullmatch(text)
    if match is None:
        return (-1, -1, -1), False, ((False, 0, text),)
    numbers = int(match[1]), int(match[2]), int(match[3])
    parts = match[4].split(".") if match[4] else []
    # a number sorts below a word, and a pre-release below its release
    early = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)
    return numbers, not early, early


def next_versions(version: str, latest: str | None = None) -> tuple[str, str, str]:
    """The next patch, minor and major version above both `version` and `latest`; what is no version counts as
    0.0.0."""
    known = [one for one in (version, latest) if one is not None and is_version(one)]
    major, minor, patch = rank(max(known, key=rank))[0] if known else (0, 0, 0)
    return f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0"
