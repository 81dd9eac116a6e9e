"""Which language an expression is in, and whether what is FEEL can be read (docs/formats.md, section 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from modeler.document import script
from modeler.document.expressions import ISO
from modeler.document.semantics import FileFacts, Written, language_of
from runner.bundle.graph import Expression, Language, Script, ScriptLine, TimerText
from runner.core.problem import Problem, Severity
from runner.feel import FeelSyntaxError, parse
from runner.feel.translate import SCRIPT_LANGUAGES, Translation, from_juel, from_script

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\s*=(?!=)\s*(.*)", re.ASCII | re.DOTALL)


class ExpressionReader:
    """Reads the expressions of one file and collects what is wrong with them.

    `own` files say that they speak FEEL; in any other file a text that cannot be read is no error but
    left to whoever tries it out.
    """

    def __init__(self, facts: FileFacts, *, drawing: bool = False) -> None:
        self._facts = facts
        self._own = facts.speaks_feel
        self._drawing = drawing
        self.problems: list[Problem] = []

    def language(self, text: str, declared: str = "") -> Language:
        """The language of a text; `declared` is the element's own word."""
        return cast(Language, language_of(self._facts, text, declared))

    def read(self, written: Written | None, element: str, name: str, field: str = "") -> Expression | None:
        """The expression, or None where there is no text."""
        if written is None or not written.text.strip():
            return None
        text = written.text.strip()
        language = self.language(text, written.language)
        if language == "feel":
            text = text.removeprefix("=").strip()
            if not self.check(text, element, name, field):
                return Expression(text=text, language="feel" if self._own else "unknown")
            return Expression(text=text, language=language)
        translation = _translated(text, language, written.language)
        if translation is not None and translation.text is not None:
            return Expression(text=translation.text, language="feel", written=text)
        if not self._drawing:
            params = {"name": name, "text": _short(text)}
            code = "compile.foreign-expression"
            if translation is not None and translation.refusal is not None:
                code, params = "compile.not-translated", {**params, "cause": translation.refusal.message}
            self.problems.append(Problem(code, Severity.INFO, element, params, field=field or None))
        return Expression(text=text, language=language)

    def check(self, text: str, element: str, name: str, field: str = "") -> bool:
        """Whether a FEEL text can be read; where not, a problem says where."""
        try:
            parse(text)
        except FeelSyntaxError as error:
            severity = Severity.ERROR if self._own else Severity.WARNING
            params = {"name": name, "cause": error.message, "text": _short(text)}
            self.problems.append(Problem("compile.feel", severity, element, params, field=field or None))
            return False
        return True

    def timer(self, kind: str, written: Written | None, element: str, name: str) -> TimerText | None:
        """The timer; a FEEL text keeps or gets its leading `=`."""
        if written is None or not written.text.strip() or kind not in ("date", "duration", "cycle"):
            return None
        text = written.text.strip()
        if not ISO.match(text) and self.language(text, written.language) == "feel":
            body = text.removeprefix("=").strip()
            self.check(body, element, name, "timer")
            text = "=" + body
        return TimerText.model_validate({"kind": kind, "text": text})

    def script(self, text: str, language: str, element: str, name: str) -> Script:
        """The script; only FEEL assignments are taken apart, anything else is kept to be shown."""
        if "feel" not in language.lower():
            return Script(language=language or "unknown", text=text)
        lines: list[ScriptLine] = []
        for number, statement in statements(text):
            match = _ASSIGNMENT.fullmatch(statement)
            if match is None:
                params = {"name": name, "line": str(number), "text": _short(statement)}
                self.problems.append(Problem("compile.script-line", Severity.ERROR, element, params, field="script"))
            elif self.check(match[2], element, name, "script"):
                lines.append(ScriptLine(name=match[1], value=match[2]))
        return Script(language="feel", text=text, lines=lines)

    def mapping(self, items: object, element: str, name: str, field: str) -> list[dict[str, str]]:
        """The `in` or `out` entries of a service: name and FEEL value."""
        found: list[dict[str, str]] = []
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                value = str(item.get("value", "")).strip().removeprefix("=").strip()
                if value and self.check(value, element, name, field):
                    found.append({"name": str(item.get("name", "")), "value": value})
        return found


def _translated(text: str, language: str, declared: str) -> Translation | None:
    """What is FEEL of an expression in another language; None where that language is not known at all."""
    if language == "juel":
        return from_juel(text)
    return from_script(text, declared) if declared.strip().lower() in SCRIPT_LANGUAGES else None


def statements(text: str) -> list[tuple[int, str]]:
    """The statements of a script with the line each begins in, from 1; comments and indents are left out."""
    return [(one.line, _joined(one.text)) for one in script.statements(text)]


def _joined(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
