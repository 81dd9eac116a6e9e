"""Files of cases: kept once, under their digest, and never handed to anything that runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.core.atomic import digest
from runner.core.errors import FileError
from runner.data.files import FileStore


def test_the_same_contents_are_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    assert store.put(b"invoice") == store.put(b"invoice") == digest(b"invoice")
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1
    assert store.get(digest(b"invoice")) == b"invoice"


def test_contents_changed_from_outside_are_not_given_out(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    name = store.put(b"invoice")
    (tmp_path / name[:2] / name).write_bytes(b"forged!")
    with pytest.raises(FileError) as caught:
        store.get(name, "invoice.pdf")
    assert caught.value.code == "files.altered"


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_contents_that_are_not_here_are_told_missing(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(FileError) as caught:
        FileStore(tmp_path).get(sha256)
    assert caught.value.code == "files.missing"


@pytest.mark.parametrize(
    "name", ["run.exe", "run.bat", "page.html", "picture.svg", "macro.docm", "run.pdf.lnk", "run", "a.desktop"]
)
def test_what_could_run_is_not_opened(tmp_path: Path, name: str) -> None:
    store = FileStore(tmp_path / "files")
    with pytest.raises(FileError) as caught:
        store.copy_to_open(store.put(b"x"), name, tmp_path)
    assert caught.value.code == "files.unsafe"


def test_a_copy_to_open_lies_in_its_folder_and_cannot_be_run(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    copy = store.copy_to_open(store.put(b"x"), "../../发票 1.PDF", tmp_path)
    assert copy.parent == tmp_path and copy.suffix == ".pdf" and copy.read_bytes() == b"x"
    assert copy.stat().st_mode & 0o333 == 0
