"""What is known where an expression is written, looked up when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from modeler.ui.expressions.samples import Samples, samples_of

if TYPE_CHECKING:
    from modeler.ui.context import Context
    from modeler.ui.panels.editing import Editing
    from runner.feel.vocabulary import Vocabulary
    from runner.forms.schema import Form, Place


class Known:
    """Gives what may be named at one place as it is now, and where values to try on are kept.

    `anything`: more may be named there than is known, so that no name is wrong.
    """

    def __init__(
        self,
        look: Callable[[], Vocabulary],
        samples: Callable[[], Samples] | None = None,
        *,
        anything: bool = False,
    ) -> None:
        own = Samples()
        self._look, self._samples, self._anything = look, samples or (lambda: own), anything

    def __call__(self) -> Vocabulary:
        """The words, with the samples that were written over those made up."""
        from dataclasses import replace

        words, kept = self._look(), self.samples
        closed = words.closed and not self._anything
        return replace(words, closed=closed, fill=lambda: kept.over(words.sample))

    @property
    def samples(self) -> Samples:
        """What was written to try on."""
        return self._samples()

    def open(self) -> Known:
        """The same for a place where more may be named."""
        return Known(self._look, self._samples, anything=True)


def nothing_known() -> Vocabulary:
    """For a place of which nothing is known."""
    from runner.feel.vocabulary import NOTHING

    return NOTHING


NOTHING_KNOWN = Known(nothing_known)


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

    def samples() -> Samples:
        path = editing.document.path
        return samples_of(editing.context, "process", path.stem if path is not None else editing.document.name)

    return Known(look, samples)


def form_words(
    context: Context, form: Callable[[], Form | None], place: Callable[[], Place | None], name: str = ""
) -> Known:
    """The fields of a form, and the columns beside the one that is edited; `name` is the form's."""

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

    return Known(look, lambda: samples_of(context, "form", name))
