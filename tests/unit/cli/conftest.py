"""A command line, the sample, the examples of the format description, and a package made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from runner.core.resources import resource_folder
from tests.helpers.lines import CommandLine

EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples" / "acme-office"


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line, wide enough that no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("LANGUAGE", "en")
    return CommandLine(capsys)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample workspace that no test changes."""
    return Path(
        shutil.copytree(resource_folder() / "samples" / "office", tmp_path_factory.mktemp("sample") / "office")
    )


@pytest.fixture(scope="session")
def leave(sample: Path) -> Path:
    """The leave request."""
    return sample / "processes" / "leave.bpmn"


@pytest.fixture(scope="session")
def examples() -> Path:
    """The workspace with the examples of the format description."""
    return EXAMPLES


@pytest.fixture(scope="session")
def packed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a package."""
    from modeler.publish.packing import pack_workspace

    made = tmp_path_factory.mktemp("packed") / "leave.slip"
    report, problems = pack_workspace(sample, made)
    assert report is not None, problems
    return made
