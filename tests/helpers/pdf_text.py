"""The text of a PDF that Qt wrote: its glyphs read back through the tables of characters that the fonts carry."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.DOTALL)  # packed bytes may end with a carriage return


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page, without spaces."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_page(body, objects) for body in pages]


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found.group(1)) if b"FlateDecode" in body[: found.start()] else found.group(1)


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    resources = re.search(rb"/Resources\s+(\d+) 0 R", page)
    held = objects[int(resources.group(1))] if resources else page
    block = re.search(rb"/Font\s*<<(.*?)>>", held, re.DOTALL)
    fonts = re.findall(rb"/(F\d+)\s+(\d+) 0 R", block.group(1) if block else b"")
    tables = {name: _table(objects[int(number)], objects) for name, number in fonts}
    contents = re.search(rb"/Contents\s+(\d+) 0 R", page)
    drawn = _content(objects[int(contents.group(1))]) if contents else b""
    text, table = "", {}
    for name, glyphs in re.findall(rb"/(F\d+)\s+[\d.]+\s+Tf|<([0-9a-fA-F]+)>", drawn):
        if name:
            table = tables.get(name, {})
        else:
            text += "".join(table.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4))
    return "".join(text.split())


def _table(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    found = re.search(rb"/ToUnicode\s+(\d+) 0 R", font)
    if found is None:
        return {}
    text = _content(objects[int(found.group(1))]).decode("latin-1")
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, values in re.findall(r"<(\w+)>\s*<(\w+)>\s*(\[.*?\]|<\w+>)", block, re.DOTALL):
            begin, listed = int(first, 16), re.findall(r"<(\w+)>", values)
            for offset in range(int(last, 16) - begin + 1):
                one = listed[offset] if values.startswith("[") else f"{int(listed[0], 16) + offset:04x}"
                table[begin + offset] = bytes.fromhex(one).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for first, value in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            table[int(first, 16)] = bytes.fromhex(value).decode("utf-16-be", "replace")
    return table
