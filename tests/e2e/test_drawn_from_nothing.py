"""The group's reference diagrams, each drawn from an empty sheet by mouse and keys, compared with the reference
element by element, held against the schema of the standard, and opened in bpmn-js."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from modeler.document.io import to_bytes
from tests.e2e.drawings import DRAWINGS
from tests.helpers.bpmnjs import import_warnings
from tests.helpers.drawing import Drawing
from tests.helpers.lawful import schema_faults
from tests.helpers.sameness import differences
from tests.ui.window_builder import a_window

pytestmark = pytest.mark.timeout(600)
"""The largest takes a person half an hour, and hundreds of clicks here."""


@dataclass(frozen=True)
class Sheet:
    """A drawn file, and the reference that it was drawn after."""

    name: str
    file: Path
    reference: Path


@pytest.fixture(params=sorted(DRAWINGS))
def sheet(request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """One of the references, drawn once for all tests of the run."""
    name = str(request.param)
    reference = corpus / "miwg-reference" / f"{name.split()[0]}.bpmn"
    if not reference.is_file():
        pytest.skip(f"needs {reference.name} of the shared corpus")
    base = tmp_path_factory.getbasetemp()
    file = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"{name}.bpmn"
    if not file.is_file():
        file.write_bytes(drawn(name))
    return Sheet(name, file, reference)


def drawn(name: str) -> bytes:
    """A person draws; pictures of the sheets go where SLIPWAY_DRAWN names a folder."""
    with a_window(language=DRAWINGS[name].language) as window:
        window.resize(1600, 1000)
        draw = Drawing(window)
        DRAWINGS[name].draw(draw)
        if folder := os.environ.get("SLIPWAY_DRAWN"):
            draw.canvas.selection.clear()
            draw.key("Ctrl+1")
            draw.canvas.grab().save(str(Path(folder) / f"{name}.png"))
        return to_bytes(draw.document)


def test_a_drawn_reference_says_what_the_reference_says(sheet: Sheet) -> None:
    found = differences(sheet.file.read_bytes(), sheet.reference.read_bytes())
    assert found == list(DRAWINGS[sheet.name].known)


def test_a_drawn_reference_fits_the_schema_of_the_standard(sheet: Sheet) -> None:
    assert not schema_faults(sheet.file.read_bytes())


def test_a_drawn_reference_opens_in_bpmn_js_without_a_warning(sheet: Sheet) -> None:
    assert import_warnings([sheet.file]) == {sheet.file.name: []}
