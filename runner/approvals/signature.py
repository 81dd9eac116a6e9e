"""A signature that goes with a decision: the name of whoever signs, or what they drew.

It is `{"text": name}`, or `{"name", "size", "sha256"}` like a signature in a form: the picture itself lies with the
files of the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runner.bundle.graph import Node, Verdict
from runner.core.errors import RunError
from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.forms.fields.signature import MOST, NAME

declare(
    {
        "approval.signature-needed": (
            N_("This verdict has to be signed."),
            N_("Sign with your name or by hand, then send it again."),
        ),
        "approval.signature-other": (
            N_("“{given}” is not the name of whoever signs here: {person}."),
            N_("Write the name as it stands in the organisation, or sign by hand."),
        ),
        "approval.not-a-signature": (
            N_("This is no signature."),
            N_("A signature is the name of whoever signs, or a picture that was drawn."),
        ),
    }
)

Signed = dict[str, Any] | None
"""A signature as it is kept; None for none."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def needs_signature(rule: str, verdict: Verdict) -> bool:
    """Whether a verdict is signed: what it says itself, else the `rule` of its step (`none`, `agree`, `always`)."""
    if verdict.signature is not None:
        return verdict.signature == "always"
    return rule == "always" or (rule == "agree" and verdict.result == "agree")


def signature_of(given: object, names: LocalText) -> Signed:
    """A signature as it is kept, None for none. `given` as it came: a name alone is one, too; `names`: those of
    whoever signs.

    Raises `RunError`: `approval.signature-other`, `approval.not-a-signature`.
    """
    if isinstance(given, str):
        given = {"text": given}
    if given is None or given == {} or given == {"text": ""}:
        return None
    if not isinstance(given, Mapping):
        raise RunError("approval.not-a-signature")
    if set(given) == {"text"}:
        return _named(str(given["text"]).strip(), names)
    size, digest = given.get("size"), str(given.get("sha256") or "")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= MOST or not _DIGEST.fullmatch(digest):
        raise RunError("approval.not-a-signature")
    return {"name": NAME, "size": size, "sha256": digest}


def _named(text: str, names: LocalText) -> Signed:
    if not text:
        return None
    known = [names] if isinstance(names, str) else list(dict.fromkeys(names.values()))
    if _plain(text) not in {_plain(one) for one in known}:
        raise RunError("approval.signature-other", given=text, person=" / ".join(known))
    return {"text": text}


def _plain(name: str) -> str:
    """A name without what is no difference between names."""
    return "".join(name.split()).casefold()


def check_signature(node: Node, verdict: Verdict | None, signature: Mapping[str, Any] | None) -> None:
    """Raises `RunError` (`approval.signature-needed`) where one is missing."""
    rule = node.approval.signature if node.approval is not None else "none"
    if verdict is not None and needs_signature(rule, verdict) and signature is None:
        raise RunError("approval.signature-needed")
