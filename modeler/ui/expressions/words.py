"""What is known where an expression is written, looked up when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modeler.ui.context import Context
    from modeler.ui.panels.editing import Editing
    from runner.feel.vocabulary import Vocabulary
    from runner.forms.schema import Form, Place

Known = Callable[[], "Vocabulary"]


def nothing_known() -> Vocabulary:
    """For a place of which nothing is known."""
    from runner.feel.vocabulary import NOTHING

    return NOTHING


def process_words(editing: Editing) -> Known:
    """The variables of the processes of the document that is edited, as they are when asked for."""

    def look() -> Vocabulary:
        from modeler.document.contents import contents_of
        from modeler.document.semantics import details_of, file_facts_of
        from modeler.document.vocabulary import process_vocabulary

        document = editing.document
        contents = contents_of(document, editing.context.workspace)
        foreign = bool(file_facts_of(document).engines - {"slip"})
        nodes = document.index.nodes.values()
        return process_vocabulary(nodes, lambda own: details_of(document, own), contents, foreign=foreign)

    return look


def form_words(context: Context, form: Callable[[], Form | None], place: Callable[[], Place | None]) -> Known:
    """The fields of a form, and the columns beside the one that is edited."""

    def look() -> Vocabulary:
        from dataclasses import replace

        from runner.feel.vocabulary import ANY, NUMBER, Variable
        from runner.forms.variables import vocabulary_of

        now, at = form(), place()
        if now is None:
            return nothing_known()
        words = vocabulary_of([now], context.dictionary, context.organization, temporals=False)
        if at is None or at.table is None:
            return words
        beside = [
            replace(one, name=one.name.removeprefix(f"{at.table}."), kind=one.kind.item or ANY)
            for one in words
            if one.name.startswith(f"{at.table}.")
        ]
        row = [Variable("this"), Variable("parent"), Variable("i", NUMBER)]
        table = at.table

        def fill() -> Mapping[str, Any]:
            rows = words.sample.get(table)
            return {**words.sample, **(rows[0] if isinstance(rows, list) and rows else {})}

        return replace(words, variables=(*beside, *words.variables, *row), fill=fill)

    return look
