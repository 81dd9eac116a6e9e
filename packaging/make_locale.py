"""Extract the messages of the program into the catalogs, one `.po` file a room, and compile them.

    python packaging/make_locale.py            update all catalogs and compile
    python packaging/make_locale.py --room X   update only the catalog X
    python packaging/make_locale.py --check    change nothing; exit 1 when something is missing or unused
    python packaging/make_locale.py --compile  only compile to slipway.mo

A message lives in the catalog of the first file that uses it; translations are never lost while a
message is in use anywhere.
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MARKERS = {"_", "tr", "N_", "trn"}


def room_of(path: Path) -> str:
    """The catalog's name for a source file: its package, `ui` with the folder below it."""
    parts = path.relative_to(ROOT).parts
    if parts[:2] in (("modeler", "ui"), ("runner", "ui")):
        below = parts[2] if len(parts) > 3 else "window"
        if below == "places":
            below = parts[3].removesuffix(".py")
        return f"{parts[0]}-ui-{below}"
    return f"{parts[0]}-{parts[1].removesuffix('.py')}" if len(parts) > 2 else parts[0]


def literal(node: ast.expr) -> str | None:
    """The text of a (possibly joined) string literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal(node.left), literal(node.right)
        return None if left is None or right is None else left + right
    return None


def messages_of(path: Path) -> list[str | tuple[str, str]]:
    """All marked texts of one source file, in order."""
    found: list[str | tuple[str, str]] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in MARKERS or not node.args:
            continue
        first = literal(node.args[0])
        if first and name == "trn":
            second = literal(node.args[1])
            if second:
                found.append((first, second))
        elif first:
            found.append(first)
    return found


def extract() -> dict[str, list[str | tuple[str, str]]]:
    """Catalog name -> its messages."""
    rooms: dict[str, list[str | tuple[str, str]]] = {}
    seen: set[str | tuple[str, str]] = set()
    for top in ("runner", "modeler"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for message in messages_of(path):
                if message not in seen:
                    seen.add(message)
                    rooms.setdefault(room_of(path), []).append(message)
    return rooms


def load(folder: Path) -> dict[str | tuple[str, str], str | tuple[str, ...]]:
    """All translations that exist, from every catalog of the folder."""
    known: dict[str | tuple[str, str], str | tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="zh"):
                if message.id and message.string and any(message.string):
                    known[message.id] = message.string  # type: ignore[index]  # Babel says text or tuple by hand
    return known


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    folder = ROOT / "resources" / "locale" / "zh"
    rooms = extract()
    known = load(folder)
    wanted = {message for messages in rooms.values() for message in messages}
    missing = [message for message in wanted if message not in known]
    unused = [message for message in known if message not in wanted]
    if options.check:
        for message in missing:
            print("untranslated:", message)
        for message in unused:
            print("unused:", message)
        return 1 if missing or unused else 0
    if not options.compile:
        for room, messages in rooms.items():
            if options.room and room != options.room:
                continue
            catalog = Catalog(locale="zh", project="Slipway", fuzzy=False)
            for message in messages:
                catalog.add(message, known.get(message, ("",) if isinstance(message, tuple) else ""))
            with (folder / f"{room}.po").open("wb") as stream:
                write_po(stream, catalog, width=110, omit_header=True, no_location=True)
        if not options.room:
            for path in folder.glob("*.po"):
                if path.stem not in rooms:
                    path.unlink()
        print(f"{len(wanted)} messages, {len(missing)} untranslated")
    from runner.core.i18n import compile_catalogs

    (folder / "slipway.mo").write_bytes(compile_catalogs(sorted(folder.glob("*.po"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
