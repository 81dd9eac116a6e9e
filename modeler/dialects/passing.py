"""What other tools pass on to a step and take from it, and the form fields that they list in the file itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from modeler.document.semantics import Foreign


@dataclass(frozen=True)
class Pair:
    """`target` gets the value of `text`: the name of a variable where `plain`, else an expression or a text."""

    target: str
    text: str
    plain: bool = False


@dataclass(frozen=True)
class Passed:
    """What is passed on; `whole`: everything is, besides. `words` are what said so; with `unsure` something of it is
    said in a way that is not understood."""

    pairs: tuple[Pair, ...] = ()
    whole: bool = False
    unsure: bool = False
    words: frozenset[str] = frozenset()


NOTHING_PASSED = Passed()


@dataclass(frozen=True)
class FieldFact:
    """A field: `kind` as the tool calls it, `values` of a choice with their labels."""

    key: str
    label: str
    kind: str = "string"
    required: bool = False
    readable: bool = True
    writable: bool = True
    default: str = ""
    values: tuple[tuple[str, str], ...] = ()


def passed_in(found: Iterable[Foreign]) -> Passed:
    """What goes in."""
    return _passed(found, "in/", "inputParameter/", "input/")


def passed_out(found: Iterable[Foreign]) -> Passed:
    """What comes out."""
    return _passed(found, "out/", "outputParameter/", "output/")


def _passed(found: Iterable[Foreign], call: str, parameter: str, mapped: str) -> Passed:
    pairs: list[Pair] = []
    words: set[str] = set()
    whole = unsure = False
    for item in found:
        if item.word == call:
            words.add(item.word)
            pair = _of_call(item.attributes)
            pairs += [pair] if pair is not None else []
            whole = whole or item.attributes.get("variables") == "all"
            unsure = unsure or (pair is None and not _is_plain(item.attributes))
        elif item.word == "inputOutput/":
            words.add(item.word)
            for child in item.children:
                if child.word == parameter:
                    unsure = unsure or bool(child.children) or not child.attributes.get("name")
                    pairs.append(Pair(child.attributes.get("name", ""), child.text))
        elif item.word == "ioMapping/":
            words.add(item.word)
            for child in item.children:
                if child.word == mapped:
                    pairs.append(Pair(child.attributes.get("target", ""), child.attributes.get("source", "")))
        elif item.word == "calledElement/" and call == "in/":
            whole = whole or item.attributes.get("propagateAllParentVariables", "true") == "true"
        elif item.word == "calledElement/":
            whole = whole or item.attributes.get("propagateAllChildVariables", "true") == "true"
    return Passed(tuple(pairs), whole, unsure, frozenset(words))


def _of_call(said: Mapping[str, str]) -> Pair | None:
    """One variable that a call passes on; None where it says something else."""
    if said.get("variables") == "all" or not said.get("target"):
        return None
    if said.get("source"):
        return Pair(said["target"], said["source"], plain=True)
    return Pair(said["target"], said["sourceExpression"]) if said.get("sourceExpression") else None


def _is_plain(said: Mapping[str, str]) -> bool:
    """Whether it is everything, or the business key of the case itself, which is there anyway."""
    return said.get("variables") == "all" or said.get("businessKey", "")[2:-1] == "execution.processBusinessKey"


def fields_of(found: Iterable[Foreign], listing: Collection[tuple[str, str]]) -> tuple[FieldFact, ...]:
    """The fields, in order; `listing` are the words, with their namespace, that list them or are one."""
    return tuple(one for item in found if (item.uri, item.word) in listing for one in _fields(item))


def _fields(item: Foreign) -> Iterator[FieldFact]:
    for one in item.children if item.word == "formData/" else (item,):
        said = one.attributes
        if not said.get("id") or one.word not in ("formField/", "formProperty/"):
            continue
        rules = [rule.attributes for child in one.children if child.word == "validation/" for rule in child.children]
        values = [child.attributes for child in one.children if child.word == "value/"]
        yield FieldFact(
            key=said["id"],
            label=said.get("label") or said.get("name") or said["id"],
            kind=said.get("type", "string"),
            required=said.get("required") == "true" or any(rule.get("name") == "required" for rule in rules),
            readable=said.get("readable") != "false",
            writable=said.get("writable") != "false" and not any(rule.get("name") == "readonly" for rule in rules),
            default=said.get("defaultValue") or said.get("default") or "",
            values=tuple((value["id"], value.get("name") or value["id"]) for value in values if value.get("id")),
        )
