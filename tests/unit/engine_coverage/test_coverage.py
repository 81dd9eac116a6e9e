"""Every model of the coverage suite does what its script says, straight and saved and restored in between."""

from __future__ import annotations

import pytest

from runner.bundle.capability import unsupported
from tests.helpers.graphs import A
from tests.unit.engine_coverage.models import MODELS
from tests.unit.engine_coverage.play import Model, model, play


@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
@pytest.mark.parametrize("one", MODELS.values(), ids=lambda one: one.id)
def test_a_model_does_what_its_script_says(one: Model, saving: bool) -> None:
    assert [problem for graph in one.graphs for problem in unsupported(graph)] == []
    play(one, saving=saving)


def test_there_are_two_hundred_and_fifty_models_at_least() -> None:
    assert len(MODELS) >= 250


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("start : S A > B", "open are A"),
        ("start : S > A", "entered S A"),
        ("start : S A > A\n= completed", "running"),
        ("start : S A > A\ndo A : E >\n= completed F", "ended at"),
        ("start x=1 : S A > A\n? x=2", "{'x': 1}"),
    ],
)
def test_a_script_that_is_wrong_is_found(script: str, told: str) -> None:
    wrong = model("wrong", "", A().start().user("A").end().chain("S", "A", "E"), script)
    with pytest.raises(AssertionError, match=told):
        play(wrong, saving=False)
