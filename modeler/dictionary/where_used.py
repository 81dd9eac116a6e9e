"""Where a term or a code list is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modeler.dictionary.in_decisions import Asking, asked_files, in_decision
from modeler.dictionary.in_forms import in_form
from modeler.dictionary.in_matrices import in_organization
from modeler.dictionary.in_processes import in_document
from modeler.dictionary.in_texts import in_case, in_scenario
from modeler.dictionary.occurrences import (
    DICTIONARY,
    Finder,
    Sources,
    Use,
    Variable,
    Way,
    variables_of,
)
from runner.data.dictionary import Dictionary
from runner.forms.schema import places

_OF_RENAMING = ("rename.taken", "rename.shared", "rename.shared-decision")
__all__ = ["Use", "Way", "uses_of_list", "where_used"]


def where_used(code: str, sources: Sources) -> list[Use]:
    """All uses of a term: fields bound to it first, then whatever names the variables that they fill."""
    found: list[Use] = []
    for ref, form in sources.forms.items():
        for place in places(form.components):
            if place.component.element == code:
                found.append(Use(ref, place.component.id or "", "field", place.component.caption))
    for variable in variables_of(sources, code):
        finder = Finder(variable)
        for ref in sorted(variable.forms):
            in_form(ref, sources.forms[ref], finder)
        for name in sorted(variable.documents):
            in_document(name, sources.documents[name], finder)
        for file, asking in texts_of(variable, sources).items():
            in_text(file, sources.texts[file], finder, asking)
        in_organization(sources.organization, sources.documents, finder)
        found += finder.uses
        found += [item.use for item in finder.obstacles if item.code not in _OF_RENAMING]
    found += in_numbering(code, sources)
    return list(dict.fromkeys(found))


def in_numbering(code: str, sources: Sources) -> list[Use]:
    """The numbering rules that take a value of the term."""
    paths = {".".join(variable.path) for variable in variables_of(sources, code)}
    return [
        Use(DICTIONARY, rule.code, "number", segment.path)
        for rule in sources.dictionary.numbering
        for segment in rule.segments
        if segment.kind == "field" and segment.path in paths
    ]


def uses_of_list(code: str, dictionary: Dictionary) -> list[Use]:
    """The terms that offer a code list."""
    return [Use(DICTIONARY, item.code, "choices", code) for item in dictionary.elements if item.choices == code]


def texts_of(variable: Variable, sources: Sources) -> dict[str, Asking | None]:
    """The process tests, scenarios and decisions that belong to the processes of a variable; of decisions, how they
    are asked."""
    loaded = {file: json_of(text) for file, text in sources.texts.items() if file.endswith(".json")}
    found: dict[str, Asking | None] = {
        file: None for file in loaded if _process_of(file, loaded).rpartition("/")[2] in variable.documents
    }
    return {**found, **asked_files(variable, sources)}


def _process_of(file: str, loaded: Mapping[str, Any]) -> str:
    """The process that a test or scenario is about; a scenario that extends another one has that one's."""
    seen: set[str] = set()
    while file in loaded and file not in seen:
        seen.add(file)
        data = loaded[file]
        if not isinstance(data, dict):
            return ""
        if data.get("process"):
            return str(data["process"])
        name = str(data.get("extends") or "")
        file = f"{file.rpartition('/')[0]}/{name.removesuffix('.json')}.json"
    return ""


def json_of(text: str) -> Any:
    """The JSON value of a text; None for one that is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def in_text(file: str, text: str, finder: Finder, asking: Asking | None = None) -> str:
    """A process test, scenario or decision as it will be."""
    if file.endswith(".dmn"):
        return in_decision(file, text, finder, asking)
    data = json_of(text)
    after = in_case(file, data, finder) if file.startswith("cases/") else in_scenario(file, data, finder)
    return text if after == data else json.dumps(after, ensure_ascii=False, indent=2) + "\n"
