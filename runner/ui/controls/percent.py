"""A share in percent."""

from __future__ import annotations

from runner.ui.control import ControlKind
from runner.ui.controls.number import NumberControl


class PercentControl(NumberControl):
    """A number with its sign behind it: 12.5 is stored for 12.5 %."""

    def unit_text(self) -> str:
        return "%"


CONTROL = ControlKind("percent", PercentControl)
