"""A data dictionary of 5,000 terms: filtering, changing one, looking for uses, planning another code, checking.

Times are of the processor, the best of several turns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import cycle

from tests.bench.forms_bench import best
from tests.bench.rows import Row, row

TERMS, FORMS, FIELDS = 5_000, 40, 100


def rows() -> Iterator[Row]:
    """All rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QObject

    from modeler.dictionary import edit
    from modeler.dictionary.consistency import check_consistency, check_forms
    from modeler.dictionary.occurrences import Sources
    from modeler.dictionary.renaming import rename_element
    from modeler.dictionary.where_used import where_used
    from modeler.ui.app import application
    from modeler.ui.places.forms_rights.terms_model import TermsModel
    from runner.data.dictionary import Dictionary, Element
    from runner.forms.schema import Form

    application()
    names = [{"zh": f"术语{number}", "en": f"Term {number}"} for number in range(TERMS)]
    elements = [Element(code=f"term{number}", name=name, type="number") for number, name in enumerate(names)]
    dictionary = Dictionary(elements=elements)
    forms = {
        f"form{number}": Form.model_validate({"components": [
            {"type": "number", "id": f"F{at}", "key": f"term{at + number}", "label": f"Term {at + number}",
             "properties": {"slip:element": f"term{at + number}"}, "conditional": {"hide": f"=term{number} > 5"}}
            for at in range(FIELDS)
        ]})
        for number in range(FORMS)
    }  # fmt: skip
    owner = QObject()
    model = TermsModel(lambda _code, _column, _text: None, owner)
    model.show_terms(dictionary, "term")  # the words of every term are gathered once
    letters = cycle(["t", "te", "term 49", "sy4", "nothing"])
    yield row("filter the terms, one letter", TERMS, best(lambda: model.show_terms(dictionary, next(letters)), 10))
    yield row("change a term", TERMS, best(lambda: edit.set_element(dictionary, "term2500", unit="km")))
    sources = Sources(dictionary, forms)
    size = f"{TERMS}/{FORMS} forms"
    yield row("where a term is used", size, best(lambda: where_used("term20", sources)))
    yield row("plan another code", size, best(lambda: rename_element(sources, "term20", "renamed")))
    yield row("check everything, a dictionary seen first", size, best(
        lambda: check_consistency(dictionary.model_copy(), forms)))  # fmt: skip
    check_forms(dictionary, forms)
    yield row("check the forms after an edit of one", size, best(lambda: check_forms(dictionary, forms)))
