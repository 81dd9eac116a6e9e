"""A form as it comes to paper: only what its reader sees, and nothing that would work anything out anew.

What a condition or a right hides is not even in the form: neither its value nor its caption leaves the runner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runner.forms.access import strip_hidden
from runner.forms.field import FormFacts, Scope
from runner.forms.inherit import inherit
from runner.forms.live import LiveForm
from runner.forms.schema import FORMULA, KIND, Component, Form, joined
from runner.rights.fields import field_access
from runner.rights.model import FieldRight


def on_paper(
    form: Form,
    data: Mapping[str, Any],
    rights: Sequence[FieldRight],
    facts: FormFacts,
    sees: Callable[[str], bool] = lambda _path: True,
) -> tuple[Form, dict[str, Any]]:
    """The form without what is hidden from its reader (`rights`, and `sees` by path), its conditions and formulas
    carried out, and the values that are left, masked where the reader does not read them whole."""
    whole = inherit(form, facts.dictionary)
    live = LiveForm(whole, data, facts)
    press = _Press(live.hidden, Scope(facts, live.values), rights, sees)
    shown = press.components(whole.components, "", "")
    values = strip_hidden(whole, live.values, rights, user=facts.user, organization=facts.organization)
    printed = whole.model_copy(update={"components": shown, "checks": None})
    # once more by what is left: what only `sees` hides goes here
    return printed, strip_hidden(printed, values, (), user=facts.user, organization=facts.organization)


class _Press:
    def __init__(
        self, hidden: frozenset[str], scope: Scope, rights: Sequence[FieldRight], sees: Callable[[str], bool]
    ) -> None:
        self.hidden, self.scope, self.rights, self.sees = hidden, scope, rights, sees

    def components(self, components: Sequence[Component], prefix: str, table: str) -> list[Component]:
        """What is left of one level."""
        made = []
        for one in components:
            if not table and one.hide and self.scope.evaluate(one.hide) is True:
                continue
            if one.components is not None and one.type != "dynamiclist":
                inside = self.components(one.components, joined(prefix, one.path or ""), table)
                if inside:
                    made.append(_fixed(one, inside))
                continue
            path = joined(table, joined(prefix, one.name))
            if one.name and not self.is_seen(path):
                continue
            if one.type == "dynamiclist":
                made.append(_fixed(one, self.components(one.components or (), "", path)))
            else:
                made.append(_fixed(one, None))
        return made

    def is_seen(self, path: str) -> bool:
        """Whether neither a condition nor a right hides it."""
        return path not in self.hidden and field_access(self.rights, path) != "hidden" and self.sees(path)


def _fixed(component: Component, inside: list[Component] | None) -> Component:
    """The component without condition and formula."""
    own = {key: value for key, value in (component.properties or {}).items() if key != FORMULA}
    changes: dict[str, Any] = {"conditional": None, "properties": own or None}
    if component.type == "expression":  # form-js computes these by their type
        changes |= {"type": "textfield", "properties": {**own, KIND: component.kind}}
    if inside is not None:
        changes["components"] = inside
    return component.model_copy(update=changes)
