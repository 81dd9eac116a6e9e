"""The diagrams and decisions of the sample office in English, out of the Chinese ones and `sample_texts.json`.

Every text has its English there, and is put in its place; the names outside of shapes get new places, since they are
longer. `--check` only says what would change.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, unescape

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CHINESE, ENGLISH = (ROOT / "resources" / name / "office" for name in ("samples", "samples-en"))
TEXTS = Path(__file__).with_name("sample_texts.json")
HAN = re.compile(r"[一-鿿]")
_TEXT = re.compile(r'(="|>)([^"<>]*[一-鿿][^"<>]*)(?=["<])')
_QUOTES = {'"': "&quot;"}
_UNQUOTES = {"&quot;": '"'}


def in_english(text: str, table: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text of a file with all that is said in it in English, and what has no English."""
    missing: list[str] = []

    def said(match: re.Match[str]) -> str:
        own = unescape(match[2], _UNQUOTES)
        if own not in table:
            missing.append(own)
            return match[0]
        return match[1] + escape(table[own], _QUOTES if match[1] == '="' else {})

    return _TEXT.sub(said, text), missing


def named(data: bytes, name: str) -> bytes:
    """The file with its names outside of shapes placed anew, shapes and lines as they are."""
    from modeler.document.commands import set_label
    from modeler.document.io import document_from_bytes, to_bytes
    from modeler.layout.labelling import rough_measure
    from modeler.layout.tidy import Drawn, name_again

    document = document_from_bytes(data, name)
    try:
        index = document.index
        layout = name_again(Drawn(index.nodes, index.flows, rough_measure))
        for own, box in layout.labels.items():
            set_label(document, own, box)
        return to_bytes(document)
    finally:
        document.close()


def made() -> tuple[dict[Path, bytes], list[str]]:
    """The English files by their paths, and the texts that have no English."""
    table: dict[str, str] = json.loads(TEXTS.read_text("utf-8"))
    files: dict[Path, bytes] = {}
    missing: list[str] = []
    for path in sorted([*CHINESE.glob("processes/*.bpmn"), *CHINESE.glob("decisions/*.dmn")]):
        text, lacking = in_english(path.read_text("utf-8"), table)
        missing += lacking
        data = text.encode()
        files[ENGLISH / path.relative_to(CHINESE)] = named(data, path.name) if path.suffix == ".bpmn" else data
    return files, list(dict.fromkeys(missing))


def main(arguments: list[str]) -> int:
    """Write what has changed, or say it."""
    files, missing = made()
    for text in missing:
        print(f"no English in {TEXTS.name}: {text}")
    there = {*ENGLISH.glob("processes/*.bpmn"), *ENGLISH.glob("decisions/*.dmn")}
    stale = [path for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    gone = sorted(there - set(files))
    for path in [*stale, *gone]:
        print(path.relative_to(ROOT))
    if "--check" in arguments:
        return 1 if stale or gone or missing else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    for path in gone:
        path.unlink()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
