"""The small subset of Markdown that forms show, made safe: no HTML, no pictures, no links that open."""

from __future__ import annotations

import re

_PICTURE = re.compile(r"!\[")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\n]*)\)")
_REFERENCE = re.compile(r"^( {0,3})\[([^\]\n]+)\]:", re.MULTILINE)


def safe_markdown(text: str) -> str:
    """The text with everything taken out of force that would load or run something: HTML is shown as it is
    written, a picture or link as its words with the address behind them.

    Nothing is lost: what is no longer in force is still there to read.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = _PICTURE.sub("[", text)
    text = _LINK.sub(_words_of_link, text)
    return _REFERENCE.sub(r"\1\\[\2]:", text)


def _words_of_link(found: re.Match[str]) -> str:
    address = found[2].replace("_", "\\_")
    return f"{found[1]} ({address})" if address else found[1]
