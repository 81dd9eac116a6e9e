"""A set of scenes, each a function that brings the window into a state and may give back what tidies up after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Scene = Callable[[Any], Any]


def said(chinese: str, english: str) -> str:
    """What somebody writes in the language of the window."""
    from runner.core.i18n import current_language

    return chinese if current_language() == "zh" else english


class SceneSet(dict[str, Scene]):
    """File name -> scene, in the order in which they were written."""

    def scene(self, name: str) -> Callable[[Scene], Scene]:
        """Put a function into the set under a file name."""

        def put(function: Scene) -> Scene:
            self[name] = function
            return function

        return put
