"""Verbs on what must hold between the fields of a form."""

from __future__ import annotations

from collections.abc import Sequence

from runner.forms.schema import CrossCheck, Form


def set_checks(form: Form, checks: Sequence[CrossCheck]) -> Form:
    """The form with these checks; without any the key is taken out of the file."""
    data = form.model_dump(by_alias=True, exclude_unset=True)
    if checks:
        data["slip:checks"] = [one.model_dump(by_alias=True, exclude_unset=True) for one in checks]
    else:
        data.pop("slip:checks", None)
    return Form.model_validate(data)


def add_check(form: Form, condition: str = "", zh: str = "", en: str = "") -> Form:
    """The form with one check more."""
    made = CrossCheck.model_validate({"condition": condition, "message": {"zh": zh, "en": en}})
    return set_checks(form, [*(form.checks or ()), made])


def change_check(form: Form, number: int, **changes: object) -> Form:
    """The form with check `number` (from 0) changed: `condition`, `zh`, `en`. Raises `IndexError`."""
    checks = list(form.checks or ())
    data = checks[number].model_dump(by_alias=True, exclude_unset=True)
    message = data.get("message", "")
    texts = dict(message) if isinstance(message, dict) else {"zh": message, "en": ""}
    for name, value in changes.items():
        if name == "condition":
            data["condition"] = value
        else:
            texts[name] = str(value)
            data["message"] = texts
    checks[number] = CrossCheck.model_validate(data)
    return set_checks(form, checks)


def remove_check(form: Form, number: int) -> Form:
    """The form without check `number` (from 0). Raises `IndexError`."""
    checks = list(form.checks or ())
    del checks[number]
    return set_checks(form, checks)
