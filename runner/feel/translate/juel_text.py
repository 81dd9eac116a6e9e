"""Pieces of JUEL text: how tightly they bind, what joins them, and what a value needs in order not to be null."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from runner.feel.translate.remarks import Refused

ATOM, UNARY, PRODUCT, SUM, RELATION, SAME, BOTH, EITHER, CHOICE = 9, 7, 6, 5, 4, 3, 2, 1, 0
"""How tightly a JUEL text binds."""

Piece = tuple[str, int]
TRUE: Piece = ("true", ATOM)
FALSE: Piece = ("false", ATOM)

RESERVED = frozenset(
    {"and", "or", "not", "eq", "ne", "lt", "gt", "le", "ge", "true", "false", "null", "instanceof", "empty",
     "div", "mod"}
)  # fmt: skip
_ENGINE = frozenset({"execution", "task", "caseExecution", "variableContainer", "authenticatedUserId"})
_LONG = Decimal(2) ** 63


class Value(NamedTuple):
    """A value's text. With `guards` it may be used only where all of them hold, and is null elsewhere; without,
    its text is null itself where the value is (`nullable`). `inexact`: computed with fractions; `fraction`: a
    constant with a fraction."""

    text: str
    power: int
    type: str
    guards: tuple[Piece, ...] = ()
    nullable: bool = False
    inexact: bool = False
    fraction: bool = False

    @property
    def piece(self) -> Piece:
        """The text and how tightly it binds."""
        return self.text, self.power

    @property
    def needs(self) -> tuple[Piece, ...]:
        """What must hold for the value not to be null."""
        own = ((f"{bracketed(self.piece, SAME)} != null", SAME),) if self.nullable else ()
        return (*self.guards, *own)


def bracketed(piece: Piece, power: int) -> str:
    """The text, in brackets where it binds less tightly than its place asks."""
    text, own = piece
    return text if own >= power else f"({text})"


def all_of(*pieces: Piece) -> Piece:
    """All of them; none at all is true."""
    return _joined(pieces, " && ", BOTH, TRUE, FALSE)


def any_of(*pieces: Piece) -> Piece:
    """At least one of them; none at all is false."""
    return _joined(pieces, " || ", EITHER, FALSE, TRUE)


def _joined(pieces: tuple[Piece, ...], sign: str, power: int, nothing: Piece, whole: Piece) -> Piece:
    kept: list[Piece] = []
    for piece in pieces:
        if piece == whole:
            return whole
        if piece != nothing and piece not in kept:
            kept.append(piece)
    if len(kept) < 2:
        return kept[0] if kept else nothing
    # mixed chains keep their brackets: readers should not have to know which binds tighter
    return sign.join(bracketed(piece, power if piece[1] != BOTH or power == BOTH else SAME) for piece in kept), power


def opposite(piece: Piece) -> Piece:
    """Not so: JUEL's two-valued one."""
    if piece in (TRUE, FALSE):
        return FALSE if piece == TRUE else TRUE
    return f"!{bracketed(piece, UNARY)}", UNARY


def quoted(text: str) -> str:
    """A JUEL text literal in single quotes, so that it can stand in an XML attribute."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def number_text(value: Decimal, at: int) -> str:
    """A JUEL number. Raises `Refused` for one that fits neither a long nor, with its digits, a double."""
    whole = value == value.to_integral_value()
    if (whole and abs(value) >= _LONG) or (not whole and len(value.as_tuple().digits) > 15):
        raise Refused("translate.number", at)
    return format(value.quantize(Decimal(1)) if whole else value, "f")


def variable_text(name: str, absent: bool) -> str:
    """A variable: its name, or asked for by name where it may be absent or is no name in JUEL."""
    if absent or name in RESERVED or name in _ENGINE or not name.isidentifier():
        return f"execution.getVariable({quoted(name)})"
    return name
