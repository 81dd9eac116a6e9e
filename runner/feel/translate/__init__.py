"""Between FEEL and what engines speak: JUEL both ways, scripts in, calls of Python out; how portable a text is."""

from __future__ import annotations

from runner.feel.translate.juel_in import SCRIPT_LANGUAGES, from_juel, from_script, to_feel
from runner.feel.translate.remarks import Remark, Translation

__all__ = ["SCRIPT_LANGUAGES", "Remark", "Translation", "from_juel", "from_script", "to_feel"]
