"""Between FEEL and what engines speak: JUEL both ways, scripts in, calls of Python out; how portable a text is."""

from __future__ import annotations

from runner.feel.translate.juel_in import SCRIPT_LANGUAGES, from_juel, from_script, to_feel
from runner.feel.translate.juel_out import to_juel
from runner.feel.translate.portability import Portability, portability
from runner.feel.translate.python_out import to_python
from runner.feel.translate.remarks import Remark, Translation
from runner.feel.translate.variables import Variable, Variables, variables_of

__all__ = [
    "SCRIPT_LANGUAGES",
    "Portability",
    "Remark",
    "Translation",
    "Variable",
    "Variables",
    "from_juel",
    "from_script",
    "portability",
    "to_feel",
    "to_juel",
    "to_python",
    "variables_of",
]
