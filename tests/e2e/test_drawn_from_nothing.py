"""The group's reference diagrams, each drawn from an empty sheet by mouse and keys, and compared with the
reference element by element."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.document.io import to_bytes
from tests.e2e import drawings
from tests.helpers.drawing import Drawing
from tests.helpers.sameness import differences
from tests.ui.window_builder import a_window


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_drawn_from_nothing_it_says_what_the_reference_says(name: str, corpus: Path) -> None:
    reference = corpus / "miwg-reference" / f"{name}.bpmn"
    if not reference.is_file():
        pytest.skip(f"needs {reference.name} of the shared corpus")
    script = drawings.DRAWINGS[name]
    with a_window() as window:
        window.resize(1600, 1000)
        draw = Drawing(window)
        script.draw(draw)
        drawn = to_bytes(draw.document)
    assert differences(drawn, reference.read_bytes()) == list(script.known)
