"""What every test stands on: an own home, the offscreen platform, English, and silence as a result."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("house", deadline=None)  # no test asserts a time
settings.load_profile("house")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What Qt complains about fails the test; the offscreen platform's own complaint is no news."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support "))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home folder, so that no test touches the user's files."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SLIPWAY_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts and ends in English."""
    from runner.core import i18n

    if i18n.current_language() != "en":
        i18n.set_language("en")
    yield
    if i18n.current_language() != "en":
        i18n.set_language("en")


@pytest.fixture(autouse=True)
def no_unexpected_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Our own WARNINGs fail a test that did not take them with `caplog.clear()`."""
    yield
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.split(".")[0] in ("modeler", "runner")
    ]
    assert not loud, [record.getMessage() for record in loud]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus of real files; tests that need it are skipped where it is not there."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("needs the shared corpus of foreign files beside the checkout")
    return folder
