"""Files of decisions for tests, written short."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from runner.decisions import Library, read_decisions

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def literal(text: str, tag: str = "literalExpression") -> str:
    """An expression, or a cell under another tag."""
    return f"<{tag}><text>{escape(text)}</text></{tag}>"


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[str],
    policy: str = "UNIQUE",
    aggregation: str = "",
    *,
    values: Sequence[str] = (),
    defaults: Sequence[str] = (),
) -> str:
    """A decision table; each rule is `test | test -> answer | answer`, each output a name."""

    def column(place: int, name: str) -> str:
        inner = literal(values[place], "outputValues") if values else ""
        inner += literal(defaults[place], "defaultOutputEntry") if defaults else ""
        return f"<output name={quoteattr(name)}>{inner}</output>"

    def row(rule: str) -> str:
        tests, _, answers = rule.rpartition("->")
        cells = [literal(one.strip(), "inputEntry") for one in tests.split("|") if tests.strip()]
        return f"<rule>{''.join(cells + [literal(one.strip(), 'outputEntry') for one in answers.split('|')])}</rule>"

    collected = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    columns = [f"<input>{literal(one, 'inputExpression')}</input>" for one in inputs]
    columns += [column(place, one) for place, one in enumerate(outputs)]
    rows = "".join(row(one) for one in rules)
    return f"<decisionTable hitPolicy={quoteattr(policy)}{collected}>{''.join(columns)}{rows}</decisionTable>"


def needs(*ids: str) -> str:
    """Requirements: an id beginning with `i` is an input, `k` knowledge, all others are decisions."""
    kinds = {"i": ("information", "Input"), "k": ("knowledge", "Knowledge")}
    made = []
    for one in ids:
        outer, inner = kinds.get(one.rpartition("#")[2][0], ("information", "Decision"))
        href = one if "#" in one else f"#{one}"
        made.append(f"<{outer}Requirement><required{inner} href={quoteattr(href)}/></{outer}Requirement>")
    return "".join(made)


def given(id: str, name: str, kind: str = "") -> str:  # noqa: A002  # the attribute's name
    """An input."""
    return f"<inputData id={quoteattr(id)} name={quoteattr(name)}>{variable(name, kind)}</inputData>"


def variable(name: str, kind: str = "") -> str:
    """The variable of an element with its declared type."""
    return f"<variable name={quoteattr(name)}" + (f" typeRef={quoteattr(kind)}/>" if kind else "/>")


def decision(id: str, name: str, logic: str, *required: str, kind: str = "") -> str:  # noqa: A002  # see above
    """A decision with its logic and what it requires."""
    inner = variable(name, kind) + needs(*required) + logic
    return f"<decision id={quoteattr(id)} name={quoteattr(name)}>{inner}</decision>"


def knowledge(id: str, name: str, parameters: Sequence[str], body: str, *required: str) -> str:  # noqa: A002
    """A business knowledge model; a parameter is `name` or `name: type`."""
    made = ""
    for one in parameters:
        key, _, kind = (part.strip() for part in one.partition(":"))
        made += f"<formalParameter name={quoteattr(key)}" + (f" typeRef={quoteattr(kind)}/>" if kind else "/>")
    logic = f"<encapsulatedLogic>{made}{body}</encapsulatedLogic>"
    return (
        f"<businessKnowledgeModel id={quoteattr(id)} name={quoteattr(name)}>{variable(name)}{logic}{needs(*required)}"
        "</businessKnowledgeModel>"
    )


def dmn(*parts: str, namespace: str = "urn:test", version: str = DMN_15) -> bytes:
    """A file."""
    head = f'<definitions xmlns="{version}" id="file" name="Test" namespace="{namespace}">'
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{head}{''.join(parts)}</definitions>".encode()


def library(*parts: str, **options: str) -> Library:
    """A file of these parts, ready to be asked."""
    return Library([read_decisions(dmn(*parts, **options), "test.dmn")])


def routing(policy: str = "UNIQUE", *rules: str, **options: Sequence[str] | str) -> Library:
    """A decision `level` over the input `amount`."""
    rules = rules or ('< 1000 -> "clerk"', '[1000..5000] -> "head"', '> 5000 -> "director"')
    logic = table(["amount"], ["level"], rules, policy, **options)  # type: ignore[arg-type]  # as they are given
    return library(given("i1", "amount", "number"), decision("d1", "level", logic, "i1"))
