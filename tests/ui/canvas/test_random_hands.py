"""After anything that a hand does with mouse and keys on the canvas, the file is what the standard wants."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from modeler.ui.canvas.view import CanvasView
from tests.helpers import hands
from tests.helpers.living import Living
from tests.helpers.starts import own_starts
from tests.helpers.walks import broken

STARTS = own_starts()


@pytest.mark.parametrize("name", sorted(STARTS))
def test_a_random_hand_leaves_a_lawful_file(name: str, qtbot: QtBot) -> None:
    found = broken(name, STARTS[name], 1, 40, hands.tried)
    assert found is None, str(found)


def test_a_hand_that_went_leaves_no_canvas_behind(qtbot: QtBot) -> None:
    living = Living(CanvasView)
    for seed in range(3):
        assert hands.tried("mixed", STARTS["mixed"], seed, list(range(5))) == ""
    assert living.born_since() == []
