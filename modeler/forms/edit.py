"""Verbs on forms: frozen form in, frozen form out; the window puts the result into the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from modeler.forms.keys import free_id, free_key, key_for
from modeler.forms.settings import set_setting, with_row
from runner.core.i18n import LocalText, pick
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.data.ordered import as_json
from runner.forms.checks import is_key
from runner.forms.fields import FIELDS
from runner.forms.fields.table import SUM, summed_columns
from runner.forms.inherit import KINDS, inherited
from runner.forms.schema import KIND, Component, Form, Place, joined, places

SCHEMA_VERSION = 19
_CHOICES = ("select", "radio", "checklist", "taglist")


def new_form(form_id: str, name: LocalText = "") -> Form:
    """An empty form; `name` becomes its heading where given."""
    form = Form.model_validate(
        {"type": "default", "id": form_id, "schemaVersion": SCHEMA_VERSION, "exporter": {"name": "Slipway"},
         "components": []}
    )  # fmt: skip
    if not pick(name):
        return form
    heading = {"zh": name, "en": ""} if isinstance(name, str) else dict(name)
    texts = {language: f"## {text}" if text else "" for language, text in heading.items()}
    form, made = add_field(form, "text")
    return set_field(form, made, "text", texts)


def read_form(part: object, name: str) -> Form:
    """The form in a JSON part or in bytes. Raises `FormatError`."""
    return read_value(Form, part, name)


def form_part(form: Form, like: object = None) -> dict[str, Any]:
    """The JSON of a form; `like` is the part as it stood, whose order of keys is kept."""
    return as_json(form, like)


def with_ids(form: Form) -> Form:
    """The form with an id at every component: form-js does not ask for one, the designer does. A form that has them
    all is given back as it is."""
    if all(place.component.id for place in places(form.components)):
        return form
    taken = {place.component.id for place in places(form.components)}

    def walk(components: Sequence[Component]) -> list[Component]:
        answer = []
        for item in components:
            changes: dict[str, Any] = {}
            if not item.id:
                base = f"Field_{item.name or item.type}"
                number = 1
                while (made := base if number == 1 else f"{base}_{number}") in taken:
                    number += 1
                taken.add(made)
                changes["id"] = made
            if item.components:
                changes["components"] = walk(item.components)
            answer.append(item.model_copy(update=changes) if changes else item)
        return answer

    return form.model_copy(update={"components": walk(form.components)})


def find(form: Form, field_id: str) -> Place:
    """The component of that id with its place. Raises `KeyError`."""
    for place in places(form.components):
        if place.component.id == field_id:
            return place
    raise KeyError(field_id)


def add_field(
    form: Form,
    kind: str,
    caption: LocalText = "",
    *,
    parent: str | None = None,
    index: int | None = None,
    element: str | None = None,
    dictionary: Dictionary | None = None,
) -> tuple[Form, str]:
    """The form with a new field, and the field's id.

    `parent` is the id of a group or table (None: the form), `index` the place among its components (None:
    the last). With `element` the field is bound to that term: key, kind and caption come from it. Raises
    `KeyError` for an unknown kind, parent or term.
    """
    term = dictionary.element(element) if dictionary is not None else None
    if element is not None and term is None:
        raise KeyError(element)
    if term is not None and kind not in {name for name, _ in KINDS.get(term.type, ())}:
        kind = KINDS[term.type][0][0] if term.type in KINDS else kind
    made = FIELDS[kind]
    among = path_inside(form, parent)
    data: dict[str, Any] = {"type": made.type}
    if kind != made.type and kind != "dataTable":
        data["properties"] = {KIND: kind}
    words = caption if isinstance(caption, str) else caption.get("en") or caption.get("zh") or ""
    key = ""
    if made.holds:
        key = free_key(form, term.code, among=among) if term else key_for(form, words, among=among)
        data["path" if made.type == "dynamiclist" else "key"] = key
    data["id"] = free_id(form, f"Field_{key}" if key else f"{kind.capitalize()}_1")
    if made.type in _CHOICES:
        data["values"] = []
    if made.type == "datetime":
        data["subtype"] = "date"
    if made.type == "expression":
        data["computeOn"] = "change"
    if made.type in ("dynamiclist", "group"):
        data["components"] = []
        data.update({"isRepeating": True, "allowAddRemove": True} if made.type == "dynamiclist" else {})
    component = Component.model_validate(data)
    if pick(caption):
        component = set_setting(component, "text" if kind == "text" else "label", caption)
    form = put_in(form, parent, component, index)
    if term is not None and dictionary is not None:
        form = bind(form, data["id"], term.code, dictionary)
    return form, data["id"]


def path_inside(form: Form, parent: str | None) -> str:
    """The path that the names inside a group or table lie under; None: the form. Raises `KeyError`."""
    if parent is None:
        return ""
    place = find(form, parent)
    outer = place.path or ".".join(item.path for item in place.within if item.path)
    return outer if place.component.type == "dynamiclist" else joined(outer, place.component.path or "")


def put_in(form: Form, parent: str | None, component: Component, index: int | None = None) -> Form:
    """The form with a component among those of `parent` (None: the form), the last without an `index`. Raises
    `KeyError`."""

    def put(inside: Sequence[Component]) -> list[Component]:
        at = len(inside) if index is None else max(0, min(index, len(inside)))
        return [*inside[:at], component, *inside[at:]]

    if parent is None:
        return form.model_copy(update={"components": put(form.components)})
    return _change(form, parent, lambda item: item.model_copy(update={"components": put(item.components or [])}))


def _change(form: Form, field_id: str, change: Callable[[Component], Component | None]) -> Form:
    """The form with one component changed, or taken out where `change` gives None. Raises `KeyError`."""
    find(form, field_id)

    def walk(components: Sequence[Component]) -> list[Component]:
        answer = []
        for item in components:
            if item.id == field_id:
                changed = change(item)
                if changed is not None:
                    answer.append(changed)
            elif item.components:
                answer.append(item.model_copy(update={"components": walk(item.components)}))
            else:
                answer.append(item)
        return answer

    return form.model_copy(update={"components": walk(form.components)})


def set_field(form: Form, field_id: str, name: str, value: Any) -> Form:
    """The form with a setting of a field changed (names of `modeler.forms.settings`), or with `key`.

    Raises `KeyError` for an unknown field or setting, `ValueError` for a key that form-js refuses or
    that is taken.
    """
    if name != "key":
        return _change(form, field_id, lambda item: set_setting(item, name, value))
    place = find(form, field_id)
    among = place.path.removesuffix(place.component.name).rstrip(".")
    if not is_key(str(value)):
        raise ValueError(str(value))
    path = joined(among, str(value))
    if any(other.path == path and other.component.id != field_id for other in places(form.components)):
        raise ValueError(str(value))
    attribute = "path" if place.component.type == "dynamiclist" else "key"
    return _change(form, field_id, lambda item: item.model_copy(update={attribute: str(value)}))


def set_captions(form: Form, where: str) -> Form:
    """The form with the captions of its fields `left` of them, or above them (`top`)."""
    data = {key: value for key, value in form.model_dump(by_alias=True, exclude_unset=True).items()
            if key != "slip:captions"}  # fmt: skip
    return Form.model_validate({**data, "slip:captions": "left"} if where == "left" else data)


def set_row(form: Form, field_id: str, row: str | None, columns: int | None = None) -> Form:
    """The form with a field in a row of that name (None: alone), `columns` of 16 wide (None: its share).
    Raises `KeyError`."""
    return _change(form, field_id, lambda item: with_row(item, row, columns))


def move_field(form: Form, field_id: str, *, parent: str | None = None, index: int = 0) -> Form:
    """The form with a field at another place: `index` counts among the components of `parent` without
    the field itself. Raises `KeyError`; `ValueError` for a move into itself."""
    place = find(form, field_id)
    if parent is not None:
        target = find(form, parent)
        if field_id == parent or any(item.id == field_id for item in target.within):
            raise ValueError(parent)
    return put_in(remove_field(form, field_id), parent, place.component, index)


def remove_field(form: Form, field_id: str) -> Form:
    """The form without a field, and without what it holds. Raises `KeyError`."""
    return _change(form, field_id, lambda item: None)


def bind(form: Form, field_id: str, code: str | None, dictionary: Dictionary) -> Form:
    """The form with a field bound to a term (None: to none). The kind follows the term, and what the term
    says of choices is written beside it, so that other tools read the form too. Raises `KeyError`."""
    form = set_field(form, field_id, "element", code)
    term = dictionary.element(code)
    if code is not None and term is None:
        raise KeyError(code)
    if term is None:
        return form
    taken = inherited(find(form, field_id).component, term, dictionary)
    kept: dict[str, Any] = {name: taken[name] for name in ("type", "values") if name in taken}
    if "type" in taken:
        own = dict(find(form, field_id).component.properties or {})
        own[KIND] = (taken.get("properties") or {}).get(KIND, taken["type"])
        kept["properties"] = {key: value for key, value in own.items() if key != KIND or value != taken["type"]}
    return _change(form, field_id, lambda item: item.model_copy(update=kept)) if kept else form


def set_choices(form: Form, field_id: str, choices: Sequence[Mapping[str, Any]]) -> Form:
    """The form with the choices of a field: records of `value` and `label` (a text, or one a language)."""
    values = []
    for choice in choices:
        label = choice.get("label") or choice["value"]
        item: dict[str, Any] = {"label": pick(label), "value": choice["value"]}
        if isinstance(label, Mapping):
            item["label"] = label.get("zh") or label.get("en") or choice["value"]
            item["properties"] = {f"slip:{language}": text for language, text in label.items()}
        values.append(item)
    return set_field(form, field_id, "choices", values)


def add_sum(form: Form, table_id: str, column: str, caption: LocalText = "") -> tuple[Form, str]:
    """The form with a column added up below its table, and a computed field behind the table that holds
    the sum for conditions. Gives the id of that field. Raises `KeyError`."""
    place = find(form, table_id)
    column_key = next(item.key for item in place.component.components or () if column in (item.id, item.key))
    keys = [*summed_columns(place.component), column_key or ""]
    form = _change(form, table_id, lambda item: set_setting(item, SUM[5:], ",".join(dict.fromkeys(keys))))
    parent = place.within[-1] if place.within else None
    siblings = parent.components or [] if parent else form.components
    at = next(number for number, item in enumerate(siblings) if item.id == table_id) + 1
    words = caption or {"en": "Total", "zh": "合计"}
    source = next(item for item in place.component.components or () if item.key == column_key)
    kind = source.kind if source.kind in ("number", "money") else "number"
    form, made = add_field(form, kind, words, parent=parent.id if parent else None, index=at)
    return set_field(form, made, "formula", f"sum({place.path}.{column_key})"), made
