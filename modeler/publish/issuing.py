"""Receipts of what is being done, and their way into the ledger."""

from __future__ import annotations

import getpass
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modeler.publish import ledger
from modeler.publish.authorizing import told_in_receipt
from modeler.publish.environments import Environment, signer_name
from modeler.publish.receipt import Receipt
from modeler.publish.signing import known_keys
from runner.bundle.signature import fingerprint, public_bytes
from runner.core.errors import AppError

if TYPE_CHECKING:
    from modeler.publish.pipeline import Plan
    from modeler.publish.resolving import Resolved


@dataclass(frozen=True)
class About:
    """What a receipt says beside what was done: who did it (None: this account), why, and where it came from."""

    who: str | None = None
    note: str = ""
    came_from: str = ""


def record(target: str, receipt: Receipt) -> Path:
    """Write the receipt into the ledger of that target. Raises `FileError`."""
    return ledger.append(target, receipt)


def make_receipt(resolved: Resolved, current: Plan, about: About | str | None = None) -> Receipt:
    """A receipt of this moment for that plan; `about` may be the name of whoever did it alone."""
    told = about if isinstance(about, About) else About(about)
    shipment, profile = current.shipment, resolved.profile
    more: dict[str, object] = {}
    if shipment.package.signed_by is not None:
        key = shipment.package.signed_by
        more = {"signed_by": fingerprint(public_bytes(key)), "signer": _signer(profile, key)}
    if profile is not None and resolved.kind.dialect is not None:
        more |= {"roles": profile.roles, "endpoints": profile.endpoints}
    kept = _kept(resolved, current)
    more |= told_in_receipt(current.rights, kept)
    more |= {name: text for name, text in (("note", told.note), ("came_from", told.came_from)) if text}
    return issue(
        resolved, told.who, digest=shipment.digest, package=shipment.name, version=shipment.version,
        previous=kept.previous if kept is not None else current.server.latest, state="published", **more,
    )  # fmt: skip


def _kept(resolved: Resolved, current: Plan) -> Receipt | None:
    """Where the same version comes again, the receipt of its first time: what was before that stays before it."""
    if not current.there:
        return None
    return resolved.connection.receipt(current.shipment.name, current.shipment.version)


def _signer(profile: Environment | None, key: str) -> str:
    """Under which name the environment knows a public key, or else this account does."""
    if told := signer_name(profile, key):
        return told
    try:
        return next((one.name for one in known_keys() if one.key == key), "")
    except AppError:  # the fingerprint says enough
        return ""


def issue(resolved: Resolved, who: str | None, **told: object) -> Receipt:
    """A receipt of this moment that says that."""
    now = datetime.now().astimezone()
    own = {
        "format_version": 1,
        "id": f"{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}",
        "when": now.isoformat(timespec="seconds"),
        "server": resolved.connection.server,
        "who": _account() if who is None else who,
        "target": resolved.target,
        "environment": resolved.environment,
    }
    return Receipt.model_validate({**own, **told})


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no account of that number, as in some containers
        return ""
