"""Whether the cases of a store call systems in earnest: a switch of the store's own, off until somebody turns it on.

What may be called at all is the user's setting; this says whether these cases do it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runner.connectors.connections import Reach

if TYPE_CHECKING:
    from runner.store.store import Transaction

_FACT = "real-calls"


def calls_are_real(tx: Transaction) -> bool:
    """Whether the switch is on."""
    return tx.fact(_FACT) == "on"


def set_real_calls(tx: Transaction, *, on: bool) -> None:
    """Turn the switch."""
    tx.set_fact(_FACT, "on" if on else "off")


def reach_of(tx: Transaction, reach: Reach) -> Reach:
    """What these cases reach: nobody but stand-ins as long as the switch is off."""
    return reach if calls_are_real(tx) else replace(reach, hosts=frozenset())
