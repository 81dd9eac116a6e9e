"""Texts with stars in place of what not everybody reads."""

from __future__ import annotations


def starred(text: str, first: int, last: int) -> str:
    """A text with a star for each character but the first and the last ones; a short one is all stars."""
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
