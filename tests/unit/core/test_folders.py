"""The user's folders are where the library that knows all systems has them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from runner.core import folders

NAMES = {"config": "XDG_CONFIG_HOME", "data": "XDG_DATA_HOME", "state": "XDG_STATE_HOME"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library itself is asked")
@pytest.mark.parametrize("home", ["home", "relative", ""])
@pytest.mark.parametrize("named", ["named", "relative", "", None])
@pytest.mark.parametrize("kind", [*NAMES, "documents"])
def test_folders_are_the_usual_ones(
    kind: str, named: str | None, home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLIPWAY_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / home) if home == "home" else home)
    for variable in NAMES.values():
        if named is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, str(tmp_path / named) if named == "named" else named)
    usual = PlatformDirs("Slipway", appauthor=False, ensure_exists=False)
    assert folders._usual(kind) == Path(getattr(usual, f"user_{kind}_dir"))


def test_a_home_of_its_own_holds_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLIPWAY_HOME", str(tmp_path))
    found = [folders.config_folder(), folders.data_folder(), folders.state_folder(), folders.documents_folder()]
    assert found == [tmp_path / one for one in ("config", "data", "state", "documents")]
    assert all(one.is_dir() for one in found)
