"""Maps the data folder `resources/` into the wheel; everything else stands in pyproject.toml."""

from pathlib import Path

from setuptools import setup

folders: dict[str, list[str]] = {}
for path in sorted(Path("resources").rglob("*")):
    if path.is_file() and ".slipway" not in path.parts:
        folders.setdefault(f"share/slipway/{path.parent.as_posix()}", []).append(path.as_posix())

setup(data_files=sorted(folders.items()))
