"""What people can do at a step besides filling in its form, and what of it a step gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from runner.core.i18n import N_
from runner.core.messages import declare, declare_words
from runner.organization.trail import TrailStep

SEAT_OPERATIONS = (
    "claim", "release", "return", "reject", "addBefore", "addAfter", "addBeside", "removeSigner", "transfer",
    "delegate", "copy", "notify", "urge", "jump", "sendOn",
)  # fmt: skip
"""What the runner does with a task; `slip:approval` may list which of them a step gives."""
NAMED_OPERATIONS = ("jump", "sendOn")
"""What only those steps give that list it."""
OPEN_OPERATIONS = tuple(one for one in SEAT_OPERATIONS if one not in NAMED_OPERATIONS)
"""What every step gives that lists nothing."""
CASE_OPERATIONS = ("takeBack", "withdraw", "terminate", "suspend", "resume", "reactivate")
"""What is done with a whole case, whatever its step: by its starter, by who decided last, or by who manages the
process."""
OPERATIONS = (
    "complete", "claim", "release", "return", "reject", "addBefore", "addAfter", "addBeside", "removeSigner",
    "transfer", "delegate", "copy", "notify", "urge", "takeBack", "withdraw", "terminate", "suspend", "resume",
    "jump", "sendOn", "reactivate",
)  # fmt: skip
"""All that approvals know, in the order of a step's buttons."""

declare_words(
    "operation",
    {
        "complete": N_("Complete"), "claim": N_("Claim"), "release": N_("Release"), "return": N_("Return"),
        "reject": N_("End as rejected"), "addBefore": N_("Add signer before"), "addAfter": N_("Add signer after"),
        "addBeside": N_("Add signer beside"), "removeSigner": N_("Remove signer"), "transfer": N_("Transfer"),
        "delegate": N_("Delegate"), "copy": N_("Send a copy"), "notify": N_("Notify"), "urge": N_("Urge"),
        "takeBack": N_("Take back"), "withdraw": N_("Withdraw"), "terminate": N_("Terminate"),
        "reactivate": N_("Reactivate"), "jump": N_("Jump"), "sendOn": N_("Send on"), "suspend": N_("Suspend"),
        "resume": N_("Resume"), "comment": N_("Comment"),
        "error": N_("Answer with an error"),
    },
)  # fmt: skip

declare(
    {
        "rights.operation-always": (N_("Whoever handles a step completes it: no list closes that."), ""),
        "rights.operation-case": (
            N_(
                "It is done with the whole case: by its starter (withdraw), by who decided last (take back) or by who"
                " manages the process (terminate, suspend, resume, reactivate)."
            ),
            "",
        ),
        "rights.operation-open": (N_("This step lists no operations: all that the runner can do are given."), ""),
        "rights.operation-unnamed": (N_("Only steps that list it give it, and this one does not."), ""),
        "rights.operation-listed": (N_("This step lists it among its operations."), ""),
        "rights.operation-closed": (N_("This step lists its operations, and this is not among them."), ""),
        "rights.operation-missing": (N_("The runner cannot do this yet: nobody gets a button for it."), ""),
    }
)

State = Literal["always", "case", "open", "listed", "closed", "unnamed", "missing"]


def operation_state(operation: str, listed: Sequence[str]) -> State:
    """Whether a step with these listed operations gives an operation, and what decides: it gives `always`, `open`
    (nothing is listed) and `listed` ones."""
    if operation == "complete":
        return "always"
    if operation in CASE_OPERATIONS:
        return "case"
    if operation not in SEAT_OPERATIONS:
        return "missing"
    if operation in NAMED_OPERATIONS and operation not in listed:
        return "unnamed"
    if not listed:
        return "open"
    return "listed" if operation in listed else "closed"


def is_closed(operation: str, listed: Sequence[str]) -> bool:
    """Whether a step with these listed operations refuses one that the runner could do."""
    return operation_state(operation, listed) in ("closed", "unnamed")


def operation_trail(operation: str, listed: Sequence[str]) -> tuple[TrailStep, ...]:
    """Why a step gives an operation or not."""
    steps = [TrailStep(f"rights.operation-{operation_state(operation, listed)}")]
    if operation in listed and operation not in SEAT_OPERATIONS and operation in OPERATIONS:
        steps.append(TrailStep("rights.operation-listed"))
    return tuple(steps)
