"""Is one thing always said in one way? Fields that mean the same term but are of another kind, limits or code list;
terms that mean the same; variables of one name and two kinds.

Meaning is told by words: a field means a term when its caption or key is one of the term's names, its code or a
synonym. What is bound to a term cannot differ: it inherits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runner.core.i18n import N_, LocalText, listed, pick
from runner.core.messages import declare, declare_words
from runner.core.problem import Problem, Severity
from runner.data.dictionary import ChoiceList, Dictionary, Element
from runner.forms.fields import kind_of
from runner.forms.inherit import KINDS, inherited
from runner.forms.schema import Component, Form, Place, field_places

declare(
    {
        "consistency.other-kind": (
            N_("“{label}” in the form {form} is a {kind}; the term {term} of the same meaning is a {type}."),
            N_("Bind the field to the term."),
        ),
        "consistency.other-choices": (
            N_("“{label}” in the form {form} offers other choices than the code list of the term {term}: {values}."),
            N_("Bind the field to the term."),
        ),
        "consistency.other-limits": (
            N_("“{label}” in the form {form} has other limits than the term {term} of the same meaning: {limits}."),
            N_("Bind the field to the term."),
        ),
        "consistency.unbound": (
            N_("“{label}” in the form {form} means the term {term} and is not bound to it."),
            N_("Bind the field to the term."),
        ),
        "consistency.two-kinds": (
            N_("The variable {key} is a {kind} in the form {form} and a {other} in the form {where}."),
            N_("Bind both fields to one term, or give one of them another name."),
        ),
        "consistency.same-meaning": (
            N_("The terms {code} and {other} go by the same word: {word}."),
            N_("Keep one of them, or take the word away from the other."),
        ),
        "consistency.same-list": (
            N_("The code lists {code} and {other} hold the same values."),
            N_("Keep one of them and let the terms offer it."),
        ),
        "consistency.no-list": (
            N_("The term {code} offers the code list {list}, which does not exist."),
            N_("Choose another list."),
        ),
        "consistency.retired": (
            N_("“{label}” in the form {form} is bound to the term {term}, which is retired."),
            N_("Bind it to another term."),
        ),
        "consistency.no-parent": (
            N_("{value} in the code list {code} lies under {parent}, which is not in the list or lies under it."),
            N_("Choose another parent."),
        ),
        "consistency.validity": (
            N_("{value} in the code list {code} ends before it begins."),
            N_("Change one of the two days."),
        ),
    }
)
_KINDS = {
    "text": N_("text"), "number": N_("number"), "money": N_("amount of money"), "boolean": N_("yes or no"),
    "date": N_("date"), "dateTime": N_("date and time"), "dateRange": N_("date range"), "choice": N_("choice"),
    "person": N_("person"), "department": N_("department"), "attachment": N_("attachment"), "table": N_("table"),
    "computed": N_("computed value"), "other": N_("field of another kind"),
}  # fmt: skip
declare_words("kind", _KINDS)
declare_words("type", _KINDS)


@dataclass(frozen=True)
class Binding:
    """What mends a problem: bind this field of this form to this term."""

    form: str
    field: str
    element: str


@dataclass(frozen=True)
class Finding:
    """A problem of consistency, and what mends it where something does."""

    problem: Problem
    fix: Binding | None = None


@dataclass(frozen=True)
class _Known:
    """What is found out once for a dictionary: the words that mean a term, and what is wrong inside of it."""

    dictionary: Dictionary
    meanings: Mapping[str, Element]
    findings: tuple[Finding, ...]


_last: list[_Known] = []


def _known(dictionary: Dictionary) -> _Known:
    """The same for the same value: forms are looked at after every edit, the dictionary changes seldom."""
    for kept in _last:
        if kept.dictionary is dictionary:
            return kept
    made = _Known(dictionary, meant_by(dictionary), (*_of_terms(dictionary), *_of_lists(dictionary)))
    _last[:] = [made]
    return made


def check_consistency(dictionary: Dictionary, forms: Mapping[str, Form]) -> list[Finding]:
    """All that is said in two ways, of the forms first, then of the dictionary itself."""
    return [*check_forms(dictionary, forms), *_known(dictionary).findings]


def check_forms(dictionary: Dictionary, forms: Mapping[str, Form]) -> list[Finding]:
    """What these forms say otherwise than the dictionary or each other."""
    return [*_of_forms(dictionary, forms), *_of_variables(dictionary, forms)]


def check_used(dictionary: Dictionary, form: Form) -> list[Finding]:
    """What is wrong with the terms that a form is bound to and the code lists that they offer. `element` of a problem
    is the code of the term or list."""
    bound = {place.component.element for place in field_places(form)} - {None}
    offered = {element.choices for code in bound if (element := dictionary.element(code)) and element.choices}
    return [one for one in _known(dictionary).findings if one.problem.element in bound | offered]


def word_of(text: str) -> str:
    """A word as it is compared: without case, spaces, unit in brackets and signs."""
    return re.sub(r"[\W_]+", "", re.sub(r"[（(\[【].*?[)）\]】]", "", text)).casefold()


def words_of(element: Element) -> set[str]:
    """All words that mean a term."""
    return {word for text in (element.code, *texts_of(element.name), *element.synonyms) if (word := word_of(text))}


def texts_of(text: LocalText) -> list[str]:
    """A text in all its languages."""
    return [text] if isinstance(text, str) else list(text.values())


def meant_by(dictionary: Dictionary) -> dict[str, Element]:
    """Word -> the term it means; a word of two terms means none, a name counts before a synonym."""
    found: dict[str, Element | None] = {}
    for names_only in (True, False):
        fresh: dict[str, Element | None] = {}
        for element in dictionary.elements:
            if element.is_retired:
                continue
            words = {word_of(text) for text in (element.code, *texts_of(element.name))}
            for word in words if names_only else words_of(element):
                if word and word not in found:
                    fresh[word] = element if fresh.get(word, element) is element else None
        found.update(fresh)
    return {word: element for word, element in found.items() if element is not None}


def type_of(component: Component) -> str:
    """What kind of value a field holds, in the words of terms."""
    if component.formula is not None and component.type == "expression":
        return "computed"
    kind = kind_of(component).id
    if kind == "datetime":
        return "dateTime" if component.option("subtype") == "datetime" else "date"
    for type_, kinds in KINDS.items():
        if kind in {name for name, _ in kinds} and type_ not in ("date", "dateTime"):
            return type_
    return "other"


def _of_forms(dictionary: Dictionary, forms: Mapping[str, Form]) -> Iterator[Finding]:
    meanings = _known(dictionary).meanings
    for ref, form in forms.items():
        for place in field_places(form):
            component = place.component
            if component.element:
                bound = dictionary.element(component.element)
                if bound is not None and bound.is_retired:
                    yield Finding(_problem("retired", Severity.WARNING, ref, place, term=bound.code))
                continue
            element = _meant(component, meanings)
            if element is not None and component.formula is None:  # a formula says itself what comes out
                yield _about(ref, place, element, dictionary)


def _meant(component: Component, meanings: Mapping[str, Element]) -> Element | None:
    own = component.properties or {}
    captions = [str(own.get(name) or "") for name in ("slip:zh", "slip:en")]
    texts = [*captions, component.label or "", component.name.rpartition(".")[2]]
    return next((meanings[word] for text in texts if (word := word_of(text)) in meanings), None)


def _about(ref: str, place: Place, element: Element, dictionary: Dictionary) -> Finding:
    component, term = place.component, element.code
    fix = Binding(ref, component.id, term) if component.id else None
    type_ = type_of(component)
    if type_ not in (element.type, "computed"):
        return Finding(
            _problem("other-kind", Severity.WARNING, ref, place, term=term, kind=type_, type=element.type), fix
        )
    listed_in = dictionary.choice_list(element.choices)
    own = {str(item.get("value")) for item in component.values or ()}
    if listed_in is not None and component.values is not None:
        theirs = {item.value for item in listed_in.items}
        if own != theirs:
            values = listed(sorted(own ^ theirs)[:6])
            return Finding(_problem("other-choices", Severity.WARNING, ref, place, term=term, values=values), fix)
    limits = _other_limits(component, element, dictionary)
    if limits:
        return Finding(_problem("other-limits", Severity.WARNING, ref, place, term=term, limits=listed(limits)), fix)
    return Finding(_problem("unbound", Severity.INFO, ref, place, term=term), fix)


def _other_limits(component: Component, element: Element, dictionary: Dictionary) -> list[str]:
    """The limits in which a field differs from what it would inherit."""
    would = inherited(component.model_copy(update={"validate_": None}), element, dictionary)
    wanted = would.get("validate_") or {}
    return [
        f"{name} {component.rules[name]} ≠ {value}"
        for name, value in wanted.items()
        if name in component.rules and component.rules[name] != value
    ]


def _problem(code: str, severity: Severity, ref: str, place: Place, **params: str) -> Problem:
    label = place.component.caption or place.path
    return Problem(
        f"consistency.{code}", severity, place.component.id, {"label": label, "form": ref, **params}, file=ref,
        field=place.path,
    )  # fmt: skip


def _of_variables(dictionary: Dictionary, forms: Mapping[str, Form]) -> Iterator[Finding]:
    """Fields of one key and two kinds, in whatever form."""
    seen: dict[str, tuple[str, str]] = {}
    for ref, form in forms.items():
        for place in field_places(form):
            element = dictionary.element(place.component.element)
            type_ = element.type if element is not None else type_of(place.component)
            if type_ in ("computed", "other"):
                continue
            before = seen.setdefault(place.path, (type_, ref))
            if before[0] != type_:
                from runner.core.messages import word

                problem = Problem(
                    "consistency.two-kinds", Severity.WARNING, place.component.id,
                    {"key": place.path, "kind": type_, "form": ref, "other": word("kind", before[0]),
                     "where": before[1]},
                    file=ref, field=place.path,
                )  # fmt: skip
                yield Finding(problem)


def _of_terms(dictionary: Dictionary) -> Iterator[Finding]:
    seen: dict[str, Element] = {}
    for element in dictionary.elements:
        if element.is_retired:
            continue
        told: set[str] = set()
        for word in sorted(words_of(element)):
            other = seen.setdefault(word, element)
            if other is not element and other.code not in told:
                told.add(other.code)
                shown = next((text for text in (*texts_of(element.name), *element.synonyms, element.code)
                              if word_of(text) == word), word)  # fmt: skip
                params = {"code": element.code, "other": other.code, "word": shown}
                weight = Severity.WARNING if _differs(element, other) else Severity.INFO
                yield Finding(Problem("consistency.same-meaning", weight, element.code, params))
        if element.choices and dictionary.choice_list(element.choices) is None:
            params = {"code": element.code, "list": element.choices}
            yield Finding(Problem("consistency.no-list", Severity.ERROR, element.code, params))


def _differs(one: Element, other: Element) -> bool:
    return one.type != other.type or one.choices != other.choices or one.unit != other.unit


def _of_lists(dictionary: Dictionary) -> Iterator[Finding]:
    seen: dict[frozenset[str], ChoiceList] = {}
    for one in dictionary.choices:
        values = frozenset(item.value for item in one.items)
        other = seen.setdefault(values, one)
        if other is not one and values and not one.is_retired:
            params = {"code": one.code, "other": other.code}
            yield Finding(Problem("consistency.same-list", Severity.INFO, one.code, params))
        parents = {item.value: item.parent for item in one.items}
        for item in one.items:
            if item.parent and _in_circle(item.value, parents):
                params = {"code": one.code, "value": pick(item.label) or item.value, "parent": item.parent}
                yield Finding(Problem("consistency.no-parent", Severity.ERROR, one.code, params))
            if item.from_ and item.to and item.to < item.from_:
                params = {"code": one.code, "value": pick(item.label) or item.value}
                yield Finding(Problem("consistency.validity", Severity.ERROR, one.code, params))


def _in_circle(value: str, parents: Mapping[str, str | None]) -> bool:
    """Whether an entry's parents lead nowhere or back to it."""
    seen: set[str] = set()
    above = parents.get(value)
    while above:
        if above not in parents or above in seen or above == value:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
