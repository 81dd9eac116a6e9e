"""What a lint rule is: one consequence of good modelling, its sentences, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from modeler.dictionary.consistency import Binding
from modeler.dictionary.renaming import NewName
from modeler.document.document import Document
from modeler.lint.model import Model
from runner.core.problem import Problem, Severity


def _nothing(_doc: Document) -> None:
    """For fixes of another file."""


@dataclass(frozen=True)
class Fix:
    """What mends a problem: `label` is English source text for a button; `apply` changes the document in
    one step of undo. Where a form is to be mended instead, `form` says how: a field is bound to its term, or called
    otherwise."""

    label: str
    apply: Callable[[Document], None] = _nothing
    form: Binding | NewName | None = None


Check = Callable[[Model], Iterator[Problem]]
FixOf = Callable[[Problem], Fix | None]


def no_fix(problem: Problem) -> Fix | None:
    """For rules that leave the mending to the author."""
    return None


@dataclass(frozen=True)
class Rule:
    """One rule. `id` is the name of its file with hyphens and the code of its problems (further sentences
    have codes that begin with it and a dot); `title` is English source text. `executable_only`: it says
    nothing about a process that is only a drawing."""

    id: str
    title: str
    check: Check
    severity: Severity = Severity.WARNING
    fix: FixOf = no_fix
    executable_only: bool = True
