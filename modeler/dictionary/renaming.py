"""Another code for a term or a code list: what it changes in the whole workspace, and what cannot follow.

A variable has the name of its field. Where a field bound to the term is called as the term, the variable is renamed
with it: in every form of the processes that have it, in their expressions (found by the parser, so that texts that
look alike stay), rights, handlers, services, process tests, scenarios, decisions, and numbering rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from modeler.dictionary.edit import is_code, set_element
from modeler.dictionary.in_forms import in_form
from modeler.dictionary.in_matrices import in_organization
from modeler.dictionary.in_processes import Edit, in_document
from modeler.dictionary.occurrences import (
    Finder,
    Obstacle,
    PathFinder,
    Sources,
    Use,
    Variable,
    variable_at,
    variables_of,
)
from modeler.dictionary.where_used import in_numbering, in_text, texts_of
from modeler.document.document import Document
from modeler.document.editable import Editable, edit_together
from modeler.document.workspace import Workspace
from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare, sentence
from runner.data.dictionary import Dictionary
from runner.data.numbering import NumberRule
from runner.forms.schema import ELEMENT, Component, Form, places
from runner.organization.model import Organization

declare(
    {
        "rename.unreadable": (
            N_("This expression cannot be read, so it stays as it is: {cause}"),
            N_("Mend the expression first, or change it by hand afterwards."),
        ),
        "rename.unsure": (
            N_("Only the data of a case could tell whether this names the term; it stays as it is."),
            N_("Look at it by hand."),
        ),
        "rename.foreign": (
            N_("This is not written in FEEL and names the word; it stays as it is."),
            N_("Look at it by hand."),
        ),
        "rename.shared": (
            N_("The process {file} asks this approval matrix too, and means another variable; it stays as it is."),
            N_("Name the amount in the handler rule of the step."),
        ),
        "rename.taken": (
            N_("Another field or variable is called {name} already."),
            N_("Choose another name, or rename that one first."),
        ),
    }
)


@dataclass(frozen=True)
class NewName:
    """Another last word, `name`, for the field at `path` of a form; `field` is its id."""

    form: str
    field: str
    path: str
    name: str


@dataclass(frozen=True)
class Renaming:
    """What another code changes: the new dictionary, the forms and texts that become others, the edits of each
    process, all uses that follow, and what cannot. Nothing is changed yet."""

    old: str
    new: str
    dictionary: Dictionary
    forms: Mapping[str, Form] = field(default_factory=dict)
    edits: Mapping[str, list[Edit]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    organization: Organization | None = None

    @property
    def is_possible(self) -> bool:
        """Whether nothing forbids it."""
        return not any(item.fatal for item in self.obstacles)


def words_of(obstacle: Obstacle) -> str:
    """Why something does not follow, in the user's language."""
    return sentence(obstacle.code, obstacle.params)


def rename_element(sources: Sources, old: str, new: str) -> Renaming:
    """Another code for a term. Raises `ValueError` for a code that is bad or taken, `KeyError` for no such term."""
    plan = _Plan(sources, set_element(sources.dictionary, old, code=new))
    numbers = list(in_numbering(old, sources))
    for variable in variables_of(sources, old):
        if variable.path[-1] == old:  # else the field has a name of its own, which stays
            plan.follow(variable, new)
    for ref, form in plan.forms.items():
        for place in places(form.components):
            if place.component.element == old:
                plan.uses.append(Use(ref, place.component.id or "", "field", place.component.caption))
        plan.forms[ref] = rebound(form, old, new)
    plan.uses += numbers
    return plan.made(old, new)


def rename_variable(sources: Sources, what: NewName) -> Renaming:
    """Another name for a field and the variable that it fills: all that names the variable follows, as with another
    code for a term; the term that the field is bound to stays. Raises `KeyError` for no such field."""
    place = next((one for one in places(sources.forms[what.form].components) if one.path == what.path), None)
    if place is None:
        raise KeyError(what.path)
    plan = _Plan(sources, sources.dictionary)
    variable = variable_at(sources, what.form, what.path)
    for ref in sorted(variable.forms):
        for one in places(sources.forms[ref].components):
            if one.path == what.path:
                plan.uses.append(Use(ref, one.component.id or "", "field", one.component.caption))
    plan.follow(variable, what.name)
    return plan.made(variable.path[-1], what.name)


class _Plan:
    """What becomes another in the workspace, while one variable after the other is followed."""

    def __init__(self, sources: Sources, dictionary: Dictionary) -> None:
        self.sources, self.dictionary, self.organization = sources, dictionary, sources.organization
        self.forms = dict(sources.forms)
        self.edits: dict[str, list[Edit]] = {}
        self.texts = dict(sources.texts)
        self.uses: list[Use] = []
        self.obstacles: list[Obstacle] = []

    def follow(self, variable: Variable, new: str) -> None:
        """All uses of a variable, with `new` for the last word of its path."""
        finder, sources = Finder(variable, new), self.sources
        for ref in sorted(variable.forms):
            self.forms[ref] = in_form(ref, self.forms[ref], finder)
        for name in sorted(variable.documents):
            self.edits.setdefault(name, []).extend(in_document(name, sources.documents[name], finder))
        for file, asking in texts_of(variable, sources).items():
            self.texts[file] = in_text(file, self.texts[file], finder, asking)
        self.dictionary = _with_paths(self.dictionary, variable, finder)
        self.organization = in_organization(self.organization, sources.documents, finder)
        self.uses += finder.uses
        self.obstacles += finder.obstacles

    def made(self, old: str, new: str) -> Renaming:
        """The whole, without what stays as it was."""
        sources = self.sources
        return Renaming(
            old,
            new,
            self.dictionary,
            {ref: form for ref, form in self.forms.items() if form != sources.forms[ref]},
            {name: listed for name, listed in self.edits.items() if listed},
            {file: text for file, text in self.texts.items() if text != sources.texts[file]},
            tuple(dict.fromkeys(self.uses)),
            tuple({(item.use, item.code): item for item in self.obstacles}.values()),
            self.organization if self.organization != sources.organization else None,
        )


def rename_field(sources: Sources, what: NewName) -> Renaming:
    """Another name for a field that is called like something else in its process: its forms follow with their
    expressions; of processes and tests what names the field as such, rights, handlers, services and data. Conditions
    stay: there the name means the other thing."""
    variable = variable_at(sources, what.form, what.path)
    inside, outside = Finder(variable, what.name), PathFinder(variable, what.name)
    forms = {ref: in_form(ref, sources.forms[ref], inside) for ref in sorted(variable.forms)}
    edits = {name: in_document(name, sources.documents[name], outside) for name in sorted(variable.documents)}
    texts = {
        file: in_text(file, sources.texts[file], outside, how) for file, how in texts_of(variable, sources).items()
    }
    uses, obstacles = [*inside.uses, *outside.uses], [*inside.obstacles, *outside.obstacles]
    return Renaming(
        inside.old,
        inside.new,
        _with_paths(sources.dictionary, variable, outside),
        {ref: form for ref, form in forms.items() if form != sources.forms[ref]},
        {name: listed for name, listed in edits.items() if listed},
        {file: text for file, text in texts.items() if text != sources.texts[file]},
        tuple(dict.fromkeys(uses)),
        tuple({(item.use, item.code): item for item in obstacles}.values()),
    )


def rename_list(sources: Sources, old: str, new: str) -> Renaming:
    """Another code for a code list; the terms that offer it follow, in their drafts too. Raises as
    `rename_element`."""
    dictionary = sources.dictionary
    if dictionary.choice_list(old) is None:
        raise KeyError(old)
    if new != old and (not is_code(new) or dictionary.choice_list(new) is not None):
        raise ValueError(new)
    choices = [one.model_copy(update={"code": new}) if one.code == old else one for one in dictionary.choices]
    uses: list[Use] = []
    elements = []
    for item in dictionary.elements:
        changes: dict[str, Any] = {"choices": new} if item.choices == old else {}
        if item.draft and item.draft.get("choices") == old:
            changes["draft"] = {**item.draft, "choices": new}
        if changes:
            uses.append(Use("dictionary.json", item.code, "choices", old))
        elements.append(item.model_copy(update=changes) if changes else item)
    changed = dictionary.model_copy(update={"elements": elements, "choices": choices})
    return Renaming(old, new, changed, uses=tuple(uses))


def _with_paths(dictionary: Dictionary, variable: Variable, finder: Finder) -> Dictionary:
    """The dictionary with the numbering rules that take the value of a variable."""

    def of(rule: NumberRule) -> NumberRule:
        segments = [
            replaced
            for item in rule.segments
            for replaced in [
                item.model_copy(
                    update={
                        **({"path": finder.new} if item.kind == "field" and item.path == finder.old else {}),
                        **({"scope": [finder.new if by == finder.old else by for by in item.scope]}
                           if finder.old in item.scope else {}),
                    }
                )
            ]
        ]  # fmt: skip
        return rule.model_copy(update={"segments": segments}) if segments != rule.segments else rule

    return dictionary.model_copy(update={"numbering": [of(rule) for rule in dictionary.numbering]})


def rebound(form: Form, old: str, new: str) -> Form:
    """The form with the fields of a term bound to its new code."""

    def of(components: Iterable[Component]) -> list[Component]:
        made = []
        for component in components:
            changes: dict[str, Any] = {}
            if component.element == old:
                changes["properties"] = {**(component.properties or {}), ELEMENT: new}
            if component.components:
                changes["components"] = of(component.components)
            made.append(component.model_copy(update=changes) if changes else component)
        return made

    components = of(form.components)
    return form.model_copy(update={"components": components}) if components != form.components else form


def sources_of(
    workspace: Workspace, texts: Mapping[str, str] | None = None, open_documents: Iterable[Document] = ()
) -> Sources:
    """A workspace as it stands now, unsaved changes included; a file that cannot be read is left out. `texts`: the
    other files where they were read already. `open_documents` count before those of their name on disk."""
    forms: dict[str, Form] = {}
    documents: dict[str, Document] = {}
    for ref in workspace.forms:
        with suppress(AppError):
            forms[ref] = workspace.forms[ref].value
    for path in workspace.processes():
        with suppress(AppError):
            documents[path.name] = workspace.open_process(path)
    documents |= {document.name: document for document in open_documents}
    found = texts if texts is not None else read_texts(workspace)
    organization = Organization()
    with suppress(AppError):
        organization = workspace.organization.value
    return Sources(workspace.dictionary.value, forms, documents, found, organization)


def read_texts(workspace: Workspace) -> dict[str, str]:
    """Process tests, scenarios and decisions by their path in the workspace, as they stand now."""
    found: dict[str, str] = {}
    for path in (*workspace.cases(), *workspace.scenarios(), *workspace.decisions()):
        opened = workspace.opened_text(path)
        with suppress(AppError, UnicodeDecodeError):
            text = opened.text if opened is not None else read_bytes(path).decode("utf-8")
            found[path.relative_to(workspace.folder).as_posix()] = text
    return found


def files_of(workspace: Workspace, sources: Sources, renaming: Renaming) -> list[Editable]:
    """The files that a renaming changes."""
    return [
        workspace.dictionary,
        *([workspace.organization] if renaming.organization is not None else []),
        *(workspace.forms.new(ref) for ref in renaming.forms),
        *(sources.documents[name] for name in renaming.edits),
        *(workspace.text_file(file) for file in renaming.texts),
    ]


def apply(workspace: Workspace, sources: Sources, renaming: Renaming, label: str = N_("Rename term")) -> None:
    """Change everything as one step over all these files. Raises `AppError` where a file cannot be changed; then
    nothing is."""
    with edit_together(label, files_of(workspace, sources, renaming)):
        workspace.dictionary.set(renaming.dictionary, label)
        if renaming.organization is not None:
            workspace.organization.set(renaming.organization, label)
        for ref, form in renaming.forms.items():
            workspace.forms.new(ref).set(form, label)
        for name, edits in renaming.edits.items():
            for edit in edits:
                edit(sources.documents[name])
        for file, text in renaming.texts.items():
            workspace.text_file(file).set(text, label)
