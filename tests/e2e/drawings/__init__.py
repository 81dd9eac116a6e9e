"""Instructions for a person who draws the reference diagrams of the BPMN Model Interchange Working Group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.drawings import a_1_0, a_2_0, a_2_1, a_3_0, a_3_0_zh, a_4_0, a_4_1, b_1_0, b_2_0
from tests.helpers.drawing import Drawing


@dataclass(frozen=True)
class Script:
    """How one reference is drawn, in the window of a language; `known`: differences that no one can draw away."""

    draw: Callable[[Drawing], None]
    language: str = "en"
    known: tuple[str, ...] = ()


DRAWINGS: dict[str, Script] = {
    "A.1.0": Script(a_1_0.draw),
    "A.2.0": Script(a_2_0.draw),
    "A.2.1": Script(a_2_1.draw),
    "A.3.0": Script(a_3_0.draw),
    "A.3.0 (zh)": Script(a_3_0_zh.draw, language="zh"),
    "A.4.0": Script(a_4_0.draw),
    "A.4.1": Script(a_4_1.draw),
    "B.1.0": Script(b_1_0.draw),
    "B.2.0": Script(b_2_0.draw),
}
"""By the name of the reference; in brackets the language of the window where it is another than English."""
