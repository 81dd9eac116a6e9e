"""Keys and ids of new fields: ASCII identifiers, made out of the caption where it has any letters for it."""

from __future__ import annotations

import re

from runner.forms.checks import is_key
from runner.forms.schema import Form, places

_WORD = re.compile(r"[A-Za-z0-9]+")
_MOST = 40


def key_for(form: Form, caption: str, *, among: str = "") -> str:
    """A free key: camelCase of the caption's ASCII words (`Days of leave` -> `daysOfLeave`), else
    `field_1`, `field_2` ... `among` is the path of the container that the field goes into."""
    words = _WORD.findall(caption)
    base = ""
    # a caption that is mostly Chinese would leave a scrap such as "A" of 「A 类」
    if words and sum(map(len, words)) * 2 > len("".join(caption.split())):
        base = words[0][:1].lower() + words[0][1:] + "".join(word[:1].upper() + word[1:] for word in words[1:])
        base = base[:_MOST]
        base = f"field_{base}" if base[0].isdigit() else base
    return free_key(form, base if is_key(base) else "", among=among)


def free_key(form: Form, base: str, *, among: str = "") -> str:
    """`base` where it is free, else `base_2` ...; without a base `field_1` ..."""
    prefix = f"{among}." if among else ""
    taken = {place.path for place in places(form.components)}
    if base and f"{prefix}{base}" not in taken:
        return base
    number = 2 if base else 1
    while f"{prefix}{base or 'field'}_{number}" in taken:
        number += 1
    return f"{base or 'field'}_{number}"


def free_id(form: Form, base: str) -> str:
    """A component id that no other component has."""
    taken = {place.component.id for place in places(form.components)}
    answer, number = base, 2
    while answer in taken:
        answer, number = f"{base}_{number}", number + 1
    return answer
