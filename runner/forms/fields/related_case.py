"""Finished cases that belong to this one (关联审批单): of those that the person may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.picking import is_multiple
from runner.forms.schema import Component, Form, places


def links_cases(form: Form) -> bool:
    """Whether a form links cases: then those that may be linked are worth asking for."""
    return any(place.component.kind == "relatedCase" for place in places(form.components))


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """`{"id", "title"}`, a list of them where several may be named."""
    if value is None or value in ("", [], {}):
        return None
    made: list[dict[str, str]] = []
    known = facts.cases() if facts.cases is not None else {}
    for item in value if isinstance(value, list | tuple) else [value]:
        case = item.get("id") if isinstance(item, Mapping) else item
        if not isinstance(case, str) or not case:
            raise MisfitError("forms.not-a-case")
        title = item.get("title") if isinstance(item, Mapping) else None
        made.append({"id": case, "title": known.get(case) or (title if isinstance(title, str) else "") or case})
    if is_multiple(component):
        return list({one["id"]: one for one in made}.values())
    if len(made) > 1:
        raise MisfitError("forms.one-only")
    return made[0]


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Each is finished and may be seen, where that is known."""
    if scope.facts.cases is None:
        return
    known = scope.facts.cases()
    for one in value if isinstance(value, list) else [value]:
        if one["id"] not in known:
            yield Finding("forms.case-unseen", {"value": one["title"]})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Any case that may be seen; nothing where there is none, a made-up one where that is not known."""
    known = sorted(scope.facts.cases()) if scope.facts.cases is not None else ["case"]
    if not known:
        return None
    chosen = rng.choice(known)
    return coerce(component, [chosen] if is_multiple(component) else chosen, scope.facts)


FIELDS = [
    FieldKind(
        "relatedCase", "textfield", N_("Related case"), "related-case", None, coerce, check, sample,
        ("label", "description", "required", "multiple", "hide", "columns", "element"), offered=31,
    )
]  # fmt: skip
