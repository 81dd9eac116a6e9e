"""What panels know of the forms of the workspace: names, fields and their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from modeler.ui.panels.editing import Editing
from runner.core.i18n import pick


def form_names(editing: Editing) -> list[str]:
    """The file stems of all forms: those of the workspace, and those that came with the document."""
    found = {Path(name).stem for name in editing.document.parts if name.startswith("forms/")}
    workspace = editing.context.workspace
    if workspace is not None:
        found |= set(workspace.forms)  # those that were never saved too
    return sorted(found)


def form_value(editing: Editing, ref: str) -> Mapping[str, Any]:
    """The JSON value of a form; empty where there is none or it is not readable."""
    part = editing.document.parts.get(f"forms/{ref}.form")
    if isinstance(part, Mapping):
        return part
    workspace = editing.context.workspace
    if workspace is None or not ref:
        return {}
    opened = workspace.forms.get(ref)
    return opened.value.model_dump(mode="json", by_alias=True, exclude_unset=True) if opened is not None else {}


def form_caption(editing: Editing, ref: str) -> str:
    """What a person calls a form: its heading, else the stem of its file."""
    workspace = editing.context.workspace
    opened = workspace.forms.get(ref) if workspace is not None and ref else None
    if opened is None:
        return ref
    from modeler.ui.places.forms_rights.parts import heading_of, heading_texts  # a large room, and few ask for it

    heading = heading_of(opened.value)
    return (pick(heading_texts(heading)) if heading is not None else "") or ref


def fields_of(form: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Path, caption and kind of each field of a form, groups and tables opened."""
    yield from _walk(form.get("components") or [], "")


def _walk(components: Any, prefix: str) -> Iterator[tuple[str, str, str]]:
    for component in components:
        if not isinstance(component, Mapping):
            continue
        own = component.get("properties") or {}
        kind = str(own.get("slip:kind") or component.get("type") or "")
        key = component.get("key") or component.get("path")
        path = f"{prefix}{key}" if key else prefix.rstrip(".")
        if key:
            words = {language: str(own.get(f"slip:{language}") or "") for language in ("zh", "en")}
            yield path, str(pick(words) or component.get("label") or key), kind
        if component.get("components"):
            yield from _walk(component["components"], f"{path}." if key else prefix)


def form_of_process(editing: Editing) -> str:
    """The form of the step, else the first form that any step of the document uses."""
    own = str(editing.block("form").get("ref", ""))
    if own:
        return own
    for node in editing.document.index.nodes.values():
        block = node.extension.get("form")
        if block and isinstance(block, Mapping) and block.get("ref"):
            return str(block["ref"])
    return ""


def field_choices(editing: Editing, kinds: Sequence[str] = ()) -> list[tuple[str, str]]:
    """(path, caption) of the fields of the process's form, of these kinds where some are given."""
    form = form_value(editing, form_of_process(editing))
    return [(path, caption) for path, caption, kind in fields_of(form) if not kinds or kind in kinds]
