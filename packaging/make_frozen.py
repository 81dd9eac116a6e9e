"""Build the one-folder program with PyInstaller, start it offscreen, and compare it with the source.

Prints the folder's size; exits 1 when the frozen program does not start, does not open the sample, or
finds other registry entries than the source does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "frozen"
REGISTRIES = (
    "modeler.bpmn.elements",
    "modeler.document.behaviors",
    "modeler.lint.rules",
    "modeler.layout.strategies",
    "modeler.publish.targets",
    "modeler.cli.verbs",
    "runner.forms.fields",
    "runner.connectors",
    "runner.ui.controls",
)
LAZY = ("modeler", "runner", "SpiffWorkflow", "sqlalchemy.dialects.sqlite", "alembic")
UNUSED = (
    "tkinter", "unittest", "pytest", "hypothesis", "mypy", "lxml.objectify", "lxml.html", "lxml.isoschematron",
    "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle", "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.postgresql", "PySide6.QtNetwork", "PySide6.QtOpenGL", "OpenGL", "matplotlib", "IPython",
)  # fmt: skip


def build() -> Path:
    """Run PyInstaller; returns the program."""
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--onedir", "--name", "slipway", "--log-level", "WARN",
        "--distpath", str(TARGET), "--workpath", str(ROOT / "build" / "frozen-work"),
        "--specpath", str(ROOT / "build"), "--add-data", f"{ROOT / 'resources'}{os.pathsep}resources",
    ]  # fmt: skip
    for package in LAZY:
        command += ["--collect-submodules", package]
    for package in ("alembic", "chinese_calendar", "cn2an"):
        command += ["--collect-data", package]
    migrations = ROOT / "runner" / "store" / "migrations"
    if migrations.is_dir():  # Alembic reads its scripts from disk
        command += ["--add-data", f"{migrations}{os.pathsep}runner/store/migrations"]
    for package in UNUSED:
        command += ["--exclude-module", package]
    if sys.platform == "linux":
        command.append("--strip")
    subprocess.run([*command, str(ROOT / "main.py")], check=True, cwd=ROOT)
    return TARGET / "slipway" / ("slipway.exe" if os.name == "nt" else "slipway")


UNWANTED = (
    "PySide6/Qt/plugins/platformthemes/libqgtk3*", "PySide6/Qt/plugins/egldeviceintegrations",
    "PySide6/Qt/plugins/imageformats/*tiff*", "PySide6/Qt/plugins/imageformats/*webp*", "PySide6/Qt/lib/libQt6Egl*",
)  # fmt: skip


def slim(program: Path) -> None:
    """Take out what is never used: other languages' data, GTK's theme, displays without a desktop."""
    inside = program.parent / "_internal"
    for path in (inside / "babel" / "locale-data").glob("*.dat"):
        if path.stem.split("_")[0] not in ("root", "en", "zh"):
            path.unlink()
    for path in (inside / "PySide6" / "Qt" / "translations").glob("*.qm"):
        if not path.name.startswith(("qtbase_zh", "qtbase_en", "qt_zh")):
            path.unlink()
    for pattern in UNWANTED:
        for path in inside.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def size_of(folder: Path) -> int:
    """Bytes of all files; a linked file counts once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def smoke(program: list[str], home: Path) -> dict[str, object]:
    """What the program says about itself after it showed its window on the sample and closed it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SLIPWAY_HOME": str(home)}
    done = subprocess.run([*program, "smoke", *REGISTRIES], capture_output=True, text=True, env=environment,
                          timeout=120, cwd=ROOT)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{program[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    program = build()
    slim(program)
    frozen = smoke([str(program)], ROOT / "build" / "frozen-home")
    source = smoke([sys.executable, str(ROOT / "main.py")], ROOT / "build" / "source-home")
    print(f"{program.parent}: {size_of(program.parent) / 1e6:.0f} MB")
    print("opened:", frozen["opened"])
    for name in REGISTRIES:
        counts = frozen["registries"], source["registries"]
        print(f"{name:32} frozen {counts[0][name]:4}  source {counts[1][name]:4}")  # type: ignore[index]  # JSON of our own
    if frozen["registries"] != source["registries"]:
        raise SystemExit("the frozen program found other registry entries than the source")


if __name__ == "__main__":
    main()
