"""Is a form in order? Keys, kinds, expressions, patterns and bindings; each problem names the component."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import runner.forms.messages  # noqa: F401  # the sentences of the codes below
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.problem import Problem, Severity
from runner.data.dictionary import Dictionary
from runner.feel import compile_expression
from runner.forms.fields import FIELDS, kind_of
from runner.forms.patterns import is_usable
from runner.forms.schema import GIVEN, Component, Form, places

_KEY = re.compile(r"\w+(\.\w+)*", re.ASCII)
_FORBIDDEN = frozenset({"__proto__", "prototype", "constructor"})


def is_key(text: str) -> bool:
    """Whether form-js takes the key: ASCII words with dots between, none of three forbidden words."""
    return bool(_KEY.fullmatch(text)) and not _FORBIDDEN & set(text.split("."))


def check_form(form: Form, dictionary: Dictionary | None = None, *, file: str | None = None) -> list[Problem]:
    """What is wrong with the form itself; `element` of a problem is the id of the component."""
    found = list(_check(form, dictionary))
    return [
        Problem(item.code, item.severity, item.element, item.params, file, item.line, item.field) for item in found
    ]


def _check(form: Form, dictionary: Dictionary | None) -> Iterator[Problem]:
    count = Counter(place.path for place in places(form.components) if place.path)
    for place in places(form.components):
        component = place.component
        label = {"label": component.caption or component.kind}
        kind = kind_of(component)
        if kind is FIELDS["unknown"]:
            params = {**label, "kind": component.kind}
            yield Problem("forms.kind-unknown", Severity.WARNING, component.id, params)
        if kind.holds:
            yield from _check_key(component, label)
            if place.path and count[place.path] > 1:
                count[place.path] = 0  # named once
                yield Problem("forms.key-twice", element=component.id, params={"key": place.path}, field=place.path)
        for text in expressions_of(component):
            try:
                compile_expression(text)
            except AppError as error:
                params = {**label, "cause": error.message}
                yield Problem("forms.expression-bad", element=component.id, params=params, field=place.path or None)
        if component.rules.get("required") is True and _is_locked_empty(component):
            yield Problem("forms.locked-required", Severity.WARNING, component.id, label, field=place.path or None)
        pattern = component.rules.get("pattern")
        if pattern and not is_usable(str(pattern)):
            yield Problem("forms.pattern-bad", Severity.WARNING, component.id, label, field=place.path or None)
        if component.element and dictionary is not None and dictionary.element(component.element) is None:
            params = {**label, "element": component.element}
            yield Problem("forms.element-unknown", Severity.WARNING, component.id, params, field=place.path or None)
    for check in form.checks or ():
        told = pick(check.message)
        try:
            compile_expression(check.text)
        except AppError as error:
            yield Problem("forms.expression-bad", params={"label": told or check.text, "cause": error.message})
        if not told:
            yield Problem("forms.check-mute", Severity.WARNING, params={"condition": check.text})


def _is_locked_empty(component: Component) -> bool:
    """Whether nobody, nor the form itself, can ever fill the field in."""
    return component.is_fixed and component.formula is None and component.kind not in GIVEN and (
        component.defaultValue is None
    )  # fmt: skip


def _check_key(component: Component, label: dict[str, str]) -> Iterator[Problem]:
    if not component.name:
        yield Problem("forms.key-missing", element=component.id, params=label)
    elif not is_key(component.name):
        yield Problem("forms.key-bad", element=component.id, params={"key": component.name})


def expressions_of(component: Component) -> list[str]:
    """The FEEL texts of a component, without their `=`: condition, formula, limits, choices."""
    found = [component.hide, component.formula]
    settings = [*component.rules.values(), component.option("valuesExpression"), component.option("readonly")]
    found += [str(item)[1:] for item in settings if isinstance(item, str) and item.startswith("=")]
    return [text.strip() for text in found if text and text.strip()]
