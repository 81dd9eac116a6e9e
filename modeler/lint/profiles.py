"""Profiles: which rules are asked, and how much their answers weigh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.core.i18n import N_
from runner.core.problem import Severity


@dataclass(frozen=True)
class Profile:
    """`off` names rules that are not asked; `severities` weigh a rule otherwise; `raised` makes every
    warning an error. `label` is English source text."""

    id: str
    label: str
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    raised: bool = False


PROFILES: Mapping[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile("default", N_("Usual")),
        Profile("strict", N_("Strict: every warning counts as an error"), raised=True),
        Profile(
            "drawing",
            N_("Drawing: only what a reader of the diagram would miss"),
            off=frozenset(
                {
                    "no-handler", "handler-nobody", "handler-service",
                    "missing-condition", "missing-form", "required-hidden",
                    "never-editable", "unsupported-construct", "unknown-form", "bad-expression", "missing-timer",
                    "missing-called", "unknown-variable", "bare-word", "unknown-choice", "different-kinds",
                    "always-empty", "always-same", "unreachable-branch", "not-portable", "required-unfilled",
                    "condition-field-late", "amount-after-approval", "unknown-who", "nobody-starts",
                    "consistency",
                }
            ),
        ),
    )
}  # fmt: skip
