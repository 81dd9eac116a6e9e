"""What the task panel shows: the task as plain values, and those who decide it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from runner.bundle.graph import Verdict
from runner.forms.schema import Form
from runner.rights.model import Access
from runner.ui.kit.icons import IconLabel, Tone
from runner.ui.kit.texts import ElidedLabel, Role, label
from runner.ui.next_people import ChoiceAtHand

SEATS_IN_A_LINE = 4


@dataclass(frozen=True)
class SeatAtHand:
    """One of several people who decide a step: the name, what was said in words, and its tone (good, bad,
    warning; empty: still open)."""

    name: str
    text: str
    tone: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class TaskAtHand:
    """What the panel shows. `who` is the person played, `since` a line about arrival and time limit;
    `opinion` says when an opinion is asked for: none, reject (also on return) or always; `signature` which verdicts
    are signed: none, agree or always; `seats` are those
    who decide together; `claim` is `claim` or `release` where the task belongs to a pool."""

    title: str
    who: str = ""
    since: str = ""
    note: str = ""
    form: Form | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    access: Mapping[str, Access] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
    opinion: str = "none"
    submit: str = ""
    seats: Sequence[SeatAtHand] = ()
    claim: str = ""
    choices: Sequence[ChoiceAtHand] = ()
    """Whom to choose for steps further on."""
    operations: Sequence[str] = ()
    """What else can be done with the task, by the words of `operation`."""
    departments: Sequence[tuple[str, str]] = ()
    """Ids and names of the departments to start for, where there are several; the first one is the usual."""
    shows_path: bool = False
    """Whether one can ask who would have the case, before it is sent."""
    draft: str = ""
    """The key under which what is typed is kept until it is sent; empty: it is not kept."""
    signature: str = "none"
    held: str = ""
    """Why nothing can be done with the task now; empty: it can."""


def seat_row(seat: SeatAtHand) -> QHBoxLayout:
    """One person who decides: by sign, name and word."""
    row = QHBoxLayout()
    row.setSpacing(8)
    signs = {"good": "check", "bad": "close", "warning": "back"}
    roles: dict[str, Role] = {"good": "good", "bad": "bad", "warning": "warning"}
    row.addWidget(IconLabel(signs.get(seat.tone, "clock"), cast(Tone, seat.tone or "muted"), 14))
    row.addWidget(label(seat.name, "heading"))
    row.addWidget(label(seat.text, roles.get(seat.tone, "muted")))
    if seat.opinion:
        row.addWidget(ElidedLabel(seat.opinion, "muted"), 1)
    return row


def seats_card(seats: Sequence[SeatAtHand]) -> QWidget:
    """Who decides together: an icon, a name and what was said; a few in one line, many below each other."""
    frame = QFrame()
    frame.setProperty("role", "card")
    is_line = len(seats) <= SEATS_IN_A_LINE and not any(seat.opinion for seat in seats)
    box = QBoxLayout(QBoxLayout.Direction.LeftToRight if is_line else QBoxLayout.Direction.TopToBottom, frame)
    box.setContentsMargins(12, 6, 12, 6)
    box.setSpacing(24 if is_line else 4)
    for seat in seats:
        box.addLayout(seat_row(seat))
    if is_line:
        box.addStretch(1)
    return frame
