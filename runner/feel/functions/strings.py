"""Functions on texts. Patterns run on RE2, which answers in time linear to the text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from runner.feel.budget import LIMITS, Run
from runner.feel.calls import built_in
from runner.feel.errors import FeelBudgetError
from runner.feel.patterns import PatternError, compile_pattern


def _substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    first = int(start)
    if not first or (length is not None and length < 1):
        return run.warn("feel.value", name="substring", value=f"{start}, {length}")
    begin = first - 1 if first > 0 else max(len(text) + first, 0)
    return text[begin:] if length is None else text[begin : begin + int(length)]


def _before(run: Run, text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


def _after(run: Run, text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def _join(run: Run, items: list[Any], delimiter: str | None = None) -> str | None:
    if any(item is not None and not isinstance(item, str) for item in items):
        return run.warn("feel.arguments", name="string join")
    run.tick(len(items))
    total = sum(len(item) + len(delimiter or "") for item in items if item)
    run.characters(total)
    return (delimiter or "").join(item for item in items if item is not None)


def _matching(run: Run, text: str, pattern: str, flags: str | None) -> Any:
    """The compiled pattern; null with a warning for none. What would take long on this text is stopped."""
    try:
        found = compile_pattern(pattern, flags or "")
        if len(text) * found.programsize > LIMITS.scan:
            raise FeelBudgetError("feel.budget.text", limit=LIMITS.scan // found.programsize)
        run.tick(1 + len(text) // 1_000)
        return found
    except PatternError as error:
        return run.warn("feel.pattern", value=pattern, cause=error)


def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool | None:
    found = _matching(run, text, pattern, flags)
    return None if found is None else found.search(text) is not None


def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    found = _matching(run, text, pattern, flags)
    if found is None:
        return None
    if found.search("") is not None:  # XPath: a pattern that matches nothing at all replaces nothing
        return run.warn("feel.pattern", value=pattern, cause='""')
    if "q" in (flags or ""):
        return _replaced(run, found, text, lambda match: replacement)
    template = _template(replacement, found.groups)
    if template is None:
        return run.warn("feel.value", name="replace", value=replacement)
    return _replaced(run, found, text, template)


def _replaced(run: Run, found: Any, text: str, fill: Callable[[Any], str]) -> str:
    pieces: list[str] = []
    end = total = 0
    for match in found.finditer(text):
        run.watch()  # a pattern may look through all of the rest for each place it finds
        piece = fill(match)
        total += len(piece)
        run.characters(total)
        pieces += [text[end : match.start()], piece]
        end = match.end()
    return run.text("".join(pieces) + text[end:])


def _template(replacement: str, groups: int) -> Callable[[Any], str] | None:
    """`$1` stands for a group, `\\$` for a dollar, `\\\\` for a backslash; None where one stands alone.

    As many digits belong to the number as there are groups for (Functions and Operators 3.1, 5.6.4).
    """
    parts: list[str | int] = []
    index = 0
    while index < len(replacement):
        sign, following = replacement[index], replacement[index + 1 : index + 2]
        index += 1
        if sign == "\\":
            if following not in ("$", "\\") or not following:
                return None
            parts.append(following)
            index += 1
        elif sign == "$":
            if not (following.isascii() and following.isdigit()):
                return None
            number = int(following)
            index += 1
            while index < len(replacement) and replacement[index] in "0123456789" and number * 10 <= groups:
                longer = number * 10 + int(replacement[index])
                if longer > groups:
                    break
                number = longer
                index += 1
            parts.append(number)
        else:
            parts.append(sign)

    def fill(match: Any) -> str:
        return "".join(
            part if isinstance(part, str) else (match.group(part) or "" if part <= groups else "") for part in parts
        )

    return fill


def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    found = _matching(run, text, delimiter, None)
    if found is None:
        return None
    if not delimiter or found.search("") is not None:
        return run.warn("feel.pattern", value=delimiter, cause='""')
    pieces, end = [], 0
    for match in found.finditer(text):
        run.watch()
        pieces.append(text[end : match.start()])
        end = match.end()
    run.entries(len(pieces))
    return [*pieces, text[end:]]


def _extract(run: Run, text: str, pattern: str) -> list[str] | None:
    found = _matching(run, text, pattern, None)
    if found is None:
        return None
    pieces: list[str] = []
    for match in found.finditer(text):
        run.watch()
        pieces.append(match.group(0))
    return pieces


def _is_blank(run: Run, text: str) -> bool:
    return not text.strip()


_TWO = "string: string, match: string"

FUNCTIONS = [
    built_in("substring", ("string: string, start position: number, length?: number|null", _substring)),
    built_in("string length", ("string: string", lambda run, text: Decimal(len(text)))),
    built_in("upper case", ("string: string", lambda run, text: run.text(text.upper()))),
    built_in("lower case", ("string: string", lambda run, text: run.text(text.lower()))),
    built_in("substring before", (_TWO, _before)),
    built_in("substring after", (_TWO, _after)),
    built_in("contains", (_TWO, lambda run, text, match: match in text)),
    built_in("starts with", (_TWO, lambda run, text, match: text.startswith(match))),
    built_in("ends with", (_TWO, lambda run, text, match: text.endswith(match))),
    built_in("matches", ("input: string, pattern: string, flags?: string|null", _matches)),
    built_in("replace", ("input: string, pattern: string, replacement: string, flags?: string|null", _replace)),
    built_in("split", ("string: string, delimiter: string", _split)),
    built_in("string join", ("list: list, delimiter?: string|null", _join)),
    built_in("extract", ("string: string, pattern: string", _extract), source="camunda 8"),
    built_in("trim", ("string: string", lambda run, text: text.strip()), source="camunda 8"),
    built_in("is blank", ("string: string", _is_blank), source="camunda 8"),
]
