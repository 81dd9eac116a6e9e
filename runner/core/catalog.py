"""A compiled catalog (`.mo`) that is searched, not read through: a window that says a hundred things at its start
need not take in the other four thousand.

Source of the format: GNU gettext manual, "The Format of GNU MO Files". The originals stand in it in the order of
their bytes.
"""

from __future__ import annotations

import gettext
import struct
from collections.abc import Callable

_MAGIC = 0x950412DE
_HEADER = struct.Struct("<7I")
_PLACE = struct.Struct("<2I")


class SearchedCatalog(gettext.NullTranslations):
    """The texts of one language. Raises `ValueError` for bytes that are no catalog of this machine's byte order."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        if len(data) < _HEADER.size or data[:4] != _MAGIC.to_bytes(4, "little"):
            raise ValueError("no compiled catalog")
        _magic, _version, self._count, self._originals, self._translations, _size, _hashes = _HEADER.unpack_from(data)
        self._bytes = data
        self._known: dict[bytes, list[str] | None] = {}
        self._form = self._plural()

    def gettext(self, message: str) -> str:
        """The translation of a text; the text itself where there is none."""
        found = self._find(message.encode())
        return found[0] if found else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation of a text for so many things."""
        found = self._find(msgid1.encode() + b"\0" + msgid2.encode())
        if not found:
            return msgid1 if n == 1 else msgid2
        form = self._form(n)
        return found[form] if form < len(found) else found[-1]

    def _plural(self) -> Callable[[int], int]:
        """Which form a number takes, as the head of the catalog says."""
        head = self._find(b"") or [""]
        said = next((line for line in head[0].splitlines() if line.lower().startswith("plural-forms:")), "")
        rule = next((part.strip()[7:] for part in said.split(";") if part.strip().startswith("plural=")), "n != 1")
        form: Callable[[int], int] = gettext.c2py(rule)
        return form

    def _find(self, original: bytes) -> list[str] | None:
        """The forms of a translation, by halving."""
        if original in self._known:
            return self._known[original]
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._text(self._originals, middle) < original:
                low = middle + 1
            else:
                high = middle
        found = None
        if low < self._count and self._text(self._originals, low) == original:
            found = self._text(self._translations, low).decode().split("\0")
        self._known[original] = found
        return found

    def _text(self, table: int, number: int) -> bytes:
        length, place = _PLACE.unpack_from(self._bytes, table + number * _PLACE.size)
        return self._bytes[place : place + length]
