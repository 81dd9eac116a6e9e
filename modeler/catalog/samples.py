"""The sample office as it ships. Its diagrams and decisions are drawn in Chinese and, with the same ids, in English;
all else speaks both languages by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from runner.core.i18n import current_language
from runner.core.resources import resource_folder

SAMPLE = "office"
_CHINESE, _OTHERS = "samples", "samples-en"


def sample_folder() -> Path:
    """The whole sample, drawn in Chinese."""
    return resource_folder() / _CHINESE / SAMPLE


def spoken_folder(language: str = "") -> Path:
    """Where the diagrams and decisions are that are drawn in a language; without one in that of the program."""
    return resource_folder() / (_CHINESE if (language or current_language()) == "zh" else _OTHERS) / SAMPLE


def copy_sample(target: Path, language: str = "") -> None:
    """The whole sample into a folder, drawn in a language; without one in that of the program. What is there already
    is written over. Raises `OSError`."""
    shutil.copytree(sample_folder(), target, dirs_exist_ok=True)
    if spoken_folder(language) != sample_folder():
        shutil.copytree(spoken_folder(language), target, dirs_exist_ok=True)


def home_of(process: Path) -> Path:
    """The folder with all that belongs to a process file: that of its workspace, or the whole sample."""
    folder = process.resolve().parent.parent
    return sample_folder() if folder.parent == resource_folder() / _OTHERS else folder
