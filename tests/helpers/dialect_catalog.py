"""The small models by name: gateways, scripts, machines, decisions, calls, loops, events, people, forms."""

from __future__ import annotations

from typing import Any

from tests.helpers.dialect_models import (
    DialectModel,
    E,
    S,
    after,
    chain,
    done,
    either,
    ext,
    flow,
    node,
    passed,
    refers,
    table,
    timer,
)

MODELS: dict[str, DialectModel] = {}
"""Every model by its id."""


def model(own: str, **said: Any) -> None:
    """Put a model into the list."""
    assert own not in MODELS, own
    MODELS[own] = DialectModel(own, **said)


def row(*middle: str, names: tuple[str, ...], roots: str = "", **more: Any) -> dict[str, Any]:
    """Start, nodes in a row, end."""
    return {"bodies": {"P": S + "".join(middle) + E + chain("S", *names, "E")}, "roots": roots, **more}


def one(element: str, own: str = "A", **more: Any) -> dict[str, Any]:
    """Start, one node, end."""
    return row(element, names=(own,), **more)


def user(own: str = "A", *blocks: str, inside: str = "", **attributes: str) -> str:
    """A user task."""
    return node("userTask", own, (ext(*blocks) if blocks else "") + inside, **attributes)


def script(own: str, text: str) -> str:
    """A script task in FEEL."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return node("scriptTask", own, f"<bpmn:script>{plain}</bpmn:script>", scriptFormat="feel")


# ---------------------------------------------------------------------- steps and gateways

model("straight", **one(user()), steps=(done("A", note="seen"),))
model(
    "documented",
    **one(node("userTask", "A", "<bpmn:documentation>Look at it.</bpmn:documentation>")),
    steps=(done("A"),),
)
model(
    "plain-tasks", **row(node("task", "A"), node("manualTask", "B"), names=("A", "B")), steps=(done("A"), done("B"))
)
model("number", **either("x > 3", x=5))
model("number-else", **either("x > 3", x=3))
model("nothing-said", **either("not(x > 3)"))
model("null", **either("x = null", x=None))
model("text-and-number", **either('kind = "annual" and days >= 2.5', kind="annual", days=2.5))
model("either-of", **either('kind = "a" or kind = "b"', kind="b"))
model("between", **either("x between 1 and 5 and x in (2, 3)", x=3))
model("in-range", **either("x in (1..3]", x=1))
model("chosen-value", **either('(if x > 10 then "big" else "small") = "big"', x=11))
model("list-holds", **either('list contains(tags, "red") and count(tags) = 2', tags=["red", "blue"]))
model("yes-or-no", **either("ok = true", ok=True))
model("negated", **either("not(ok = true)", ok=False))
model("arithmetic", **either("(x + 2) * 3 - 1 = 20 and x / 2 > 2", x=5))
model("remainder", **either("modulo(x, 3) = 2", x=-7))
model("texts", **either('upper case(substring(code, 2, 3)) = "BCD" and starts with(code, "a")', code="abcde"))
model("pattern", **either('matches(code, "^[A-Z]+-[0-9]+$")', code="AB-12"))
model("nested-data", **either('order.kind = "rush" and order.price > 10', order={"kind": "rush", "price": 12}))
_FORK = S + node("parallelGateway", "F") + passed("A") + user("B") + node("parallelGateway", "J") + E
model("parallel", bodies={"P": _FORK + chain("S", "F", "A", "J", "E") + chain("F", "B", "J")}, steps=(done("B"),))
_WIDE = S + node("inclusiveGateway", "F", default="F_C") + "".join(passed(own) for own in "ABC")
_WIDE += node("inclusiveGateway", "J") + E + flow("S", "F") + flow("F", "A", "x > 1") + flow("F", "B", "x > 2")
_WIDE += flow("F", "C") + chain("A", "J", "E") + flow("B", "J") + flow("C", "J")
model("inclusive", bodies={"P": _WIDE}, start={"x": 3})
model("inclusive-else", bodies={"P": _WIDE}, start={"x": 0})
_AWAY = (
    S
    + node("scriptTask", "A", "<bpmn:script>x = 1</bpmn:script>", scriptFormat="feel", default="A_C")
    + passed("B")
    + passed("C")
    + E
)
_AWAY += flow("S", "A") + flow("A", "B", "x = 1") + flow("A", "C") + chain("B", "E") + chain("C", "E")
model("flow-of-a-task", bodies={"P": _AWAY}, start={"x": 1})

# ---------------------------------------------------------------------- scripts

model("script", **after("y = x + 1", "y = 6", x=5))
model("script-lines", **after('y = x * 2\nz = y + 1\nlabel = "a" + "b"', 'z = 11 and label = "ab"', x=5))
model("script-null", **after("y = x + 1", "y = null"))
model("script-choice", **after('band = if amount >= 1000 then "high" else "low"', 'band = "high"', amount=1000))
model("script-truth", **after("late = days > 3 and not(urgent = true)", "late = true", days=4, urgent=False))
model("script-default", **after("n = get or else(x, 7)", "n = 7"))

# ---------------------------------------------------------------------- machines

_ASKED = ext(
    '<slip:service kind="system" system="finance" operation="check" retry="2" timeout="PT10S">'
    '<slip:in name="amount" value="price * count"/><slip:out name="left" value="result.left"/></slip:service>',
    '<slip:mock result="{left: 10}"/>',
)
_LEFT = [{"result": {"left": 12}}]
model(
    "service",
    **row(node("serviceTask", "A", _ASKED), names=("A",)),
    start={"price": 2, "count": 3},
    services={"A": _LEFT},
)
_PLAIN = ext('<slip:service kind="mock"/>', '<slip:mock result="{ok: true}"/>')
model("service-plain", **one(node("serviceTask", "A", _PLAIN)), services={"A": [{"result": {"ok": True}}]})
_FAILS = S + node("serviceTask", "A", _PLAIN) + node("boundaryEvent", "X", refers("error", "Err"), attachedToRef="A")
_FAILS += passed("B") + E + chain("S", "A", "E") + chain("X", "B", "E")
model(
    "service-fails", bodies={"P": _FAILS}, roots='<bpmn:error id="Err" name="short" errorCode="SHORT"/>',
    services={"A": [{"failure": "no money", "code": "SHORT"}]},
)  # fmt: skip
_TELLS = ext('<slip:service kind="notify"/>', '<slip:mock result="null"/>', '<slip:copy who="role:hr"/>')
model("copies", **one(node("sendTask", "A", _TELLS)), services={"A": [{"result": None}]})
_GRADE = table("grade", "UNIQUE", {"amount": "number"}, {"level": "string"}, ("< 100", '"low"'), (">= 100", '"high"'))
_ASKS = ext('<slip:decision ref="grade" result="level"/>')
_DECIDED = S + node("businessRuleTask", "D", _ASKS) + node("exclusiveGateway", "G", default="G_B") + passed("A")
_DECIDED += passed("B") + E + chain("S", "D", "G") + flow("G", "A", 'level = "high"') + flow("G", "B")
_DECIDED += chain("A", "E") + chain("B", "E")
model("decision", bodies={"P": _DECIDED}, decisions={"grade": _GRADE}, start={"amount": 250})
_TERMS = table(
    "terms", "FIRST", {"kind": "string", "days": "number"}, {"level": "string", "paid": "boolean"},
    ('"sick"', "-", '"high"', "true"), ("-", "> 3", '"high"', "false"), ("-", "-", '"low"', "true"),
)  # fmt: skip
_RECORD = _DECIDED.replace('ref="grade" result="level"', 'ref="terms"')
model("decision-record", bodies={"P": _RECORD}, decisions={"terms": _TERMS}, start={"kind": "annual", "days": 2})
_SIGNS = table("signs", "COLLECT", {"amount": "number"}, {"who": "string"}, ("> 0", '"head"'), ("> 100", '"boss"'))
_LIST = _DECIDED.replace('ref="grade" result="level"', 'ref="signs" result="all"').replace(
    'level = "high"', 'list contains(all, "boss")'
)
model("decision-list", bodies={"P": _LIST}, decisions={"signs": _SIGNS}, start={"amount": 150})
_SUB = S.replace('"S"', '"S2"') + script("X2", "y = x + 1") + E.replace('"E"', '"E2"') + chain("S2", "X2", "E2")
_CALLS = S + node("callActivity", "A", calledElement="Q") + node("exclusiveGateway", "G", default="G_E") + passed("B")
_CALLS += E + chain("S", "A", "G") + flow("G", "B", "y = 3") + flow("G", "E") + chain("B", "E")
model("call", bodies={"P": _CALLS, "Q": _SUB}, start={"x": 2})
_MAPPED = ext('<slip:service><slip:in name="x" value="a"/><slip:out name="y" value="y"/></slip:service>')
model(
    "call-mapped", bodies={"P": _CALLS.replace('calledElement="Q">', f'calledElement="Q">{_MAPPED}'), "Q": _SUB},
    start={"a": 2},
)  # fmt: skip

# ---------------------------------------------------------------------- several runs, sub-processes

_EACH = "<bpmn:multiInstanceLoopCharacteristics{}>{}</bpmn:multiInstanceLoopCharacteristics>"
_ITEM = '<bpmn:inputDataItem id="Item" name="one"/>'
model(
    "each-parallel",
    **one(user(inside=_EACH.format(' slip:collection="people"', _ITEM))),
    start={"people": ["li", "wang"]}, steps=(done("A"), done("A")),
)  # fmt: skip
model(
    "each-sequential",
    **one(user(inside=_EACH.format(' isSequential="true"', "<bpmn:loopCardinality>2</bpmn:loopCardinality>"))),
    steps=(done("A"), done("A")),
)
model(
    "each-until",
    **one(user(inside=_EACH.format(
        ' slip:collection="people"',
        _ITEM + "<bpmn:completionCondition>nrOfCompletedInstances / nrOfInstances >= 0.5</bpmn:completionCondition>",
    ))),
    start={"people": ["li", "wang", "zhang"]}, steps=(done("A"), done("A")),
)  # fmt: skip
_INNER = node("startEvent", "S1") + user("A") + node("endEvent", "E1") + chain("S1", "A", "E1")
model("sub-process", **one(node("subProcess", "SP", _INNER), "SP"), steps=(done("A"),))
_ERR = '<bpmn:error id="Err" name="wrong" errorCode="WRONG"/>'
_RAISES = node("startEvent", "S1") + passed("A") + node("endEvent", "E1", refers("error", "Err"))
_CAUGHT = S + node("subProcess", "SP", _RAISES + chain("S1", "A", "E1")) + passed("B") + E
_CAUGHT += (
    node("boundaryEvent", "X", refers("error", "Err"), attachedToRef="SP")
    + chain("S", "SP", "E")
    + chain("X", "B", "E")
)
model("error", bodies={"P": _CAUGHT}, roots=_ERR)
_ASIDE = (
    node("startEvent", "S3", refers("error", "Err")) + passed("C") + node("endEvent", "E3") + chain("S3", "C", "E3")
)
_EVENTED = S + passed("A") + node("endEvent", "E", refers("error", "Err")) + chain("S", "A", "E")
model(
    "event-sub-process",
    bodies={"P": _EVENTED + node("subProcess", "ES", _ASIDE, triggeredByEvent="true")},
    roots=_ERR,
)
_ESC = '<bpmn:escalation id="Esc" name="late" escalationCode="LATE"/>'
_RAISED = node("startEvent", "S1") + node("intermediateThrowEvent", "T", refers("escalation", "Esc")) + user("A")
_RAISED += node("endEvent", "E1") + chain("S1", "T", "A", "E1")
_HEARD = S + node("subProcess", "SP", _RAISED) + passed("B") + E + node("endEvent", "E4")
_HEARD += node("boundaryEvent", "X", refers("escalation", "Esc"), attachedToRef="SP", cancelActivity="false")
model(
    "escalation", bodies={"P": _HEARD + chain("S", "SP", "E") + chain("X", "B", "E4")}, roots=_ESC, steps=(done("A"),)
)
_UNDO = S + script("A", "x = 1") + node("boundaryEvent", "X", refers("compensate"), attachedToRef="A")
_UNDO += node("scriptTask", "U", "<bpmn:script>x = 0</bpmn:script>", scriptFormat="feel", isForCompensation="true")
_UNDO += node("intermediateThrowEvent", "T", refers("compensate")) + E + chain("S", "A", "T", "E")
_UNDO += '<bpmn:association id="As" associationDirection="One" sourceRef="X" targetRef="U"/>'
model("compensation", bodies={"P": _UNDO})
_DEAL = node("startEvent", "S1") + passed("A") + node("endEvent", "E1", refers("cancel")) + chain("S1", "A", "E1")
_CANCELLED = S + node("transaction", "SP", _DEAL) + node("boundaryEvent", "X", refers("cancel"), attachedToRef="SP")
model("transaction", bodies={"P": _CANCELLED + passed("B") + E + chain("S", "SP", "E") + chain("X", "B", "E")})

# ---------------------------------------------------------------------- events

model(
    "timer",
    **one(node("intermediateCatchEvent", "T", timer("timeDuration", "PT5M")), "T"),
    steps=({"advance": "PT5M"},),
)
model(
    "timer-worked-out", **one(node("intermediateCatchEvent", "T", timer("timeDuration", "=wait")), "T"),
    start={"wait": "PT1H"}, steps=({"advance": "PT1H"},),
)  # fmt: skip
_LATE = S + user("A") + node("boundaryEvent", "X", timer("timeDuration", "PT1H"), attachedToRef="A") + passed("B") + E
model(
    "timer-interrupts",
    bodies={"P": _LATE + chain("S", "A", "E") + chain("X", "B", "E")},
    steps=({"advance": "PT1H"},),
)
_ALSO = _LATE.replace('attachedToRef="A"', 'attachedToRef="A" cancelActivity="false"') + node("endEvent", "E4")
model(
    "timer-beside", bodies={"P": _ALSO + chain("S", "A", "E") + chain("X", "B", "E4")},
    steps=({"advance": "PT1H"}, done("A")),
)  # fmt: skip
_MSG = '<bpmn:message id="M" name="paid"/>'
model(
    "message", **one(node("intermediateCatchEvent", "C", refers("message", "M")), "C", roots=_MSG),
    steps=({"message": "paid", "data": {"amount": 5}},),
)  # fmt: skip
model("receive-task", **one(node("receiveTask", "C", messageRef="M"), "C", roots=_MSG), steps=({"message": "paid"},))
_WAITS = S + node("eventBasedGateway", "G") + node("intermediateCatchEvent", "C", refers("message", "M"))
_WAITS += (
    node("intermediateCatchEvent", "T", timer("timeDuration", "P1D"))
    + E
    + chain("S", "G", "C", "E")
    + chain("G", "T", "E")
)
model("whichever-first", bodies={"P": _WAITS}, roots=_MSG, steps=({"message": "paid"},))
model("whichever-first-time", bodies={"P": _WAITS}, roots=_MSG, steps=({"advance": "P1D"},))
_SIG = '<bpmn:signal id="Sig" name="year end"/>'
model(
    "signal", **one(node("intermediateCatchEvent", "C", refers("signal", "Sig")), "C", roots=_SIG),
    steps=({"signal": "year end"},),
)  # fmt: skip
_ROUND = S + node("parallelGateway", "F") + node("intermediateCatchEvent", "C", refers("signal", "Sig")) + user("A")
_ROUND += node("intermediateThrowEvent", "T", refers("signal", "Sig")) + E + node("endEvent", "E4")
model(
    "signal-thrown", bodies={"P": _ROUND + chain("S", "F", "C", "E") + chain("F", "A", "T", "E4")}, roots=_SIG,
    steps=(done("A"),),
)  # fmt: skip
_LINKS = S + node("intermediateThrowEvent", "L1", '<bpmn:linkEventDefinition name="on"/>') + E
_LINKS += node("intermediateCatchEvent", "L2", '<bpmn:linkEventDefinition name="on"/>') + passed("A")
model("link", bodies={"P": _LINKS + chain("S", "L1") + chain("L2", "A", "E")})
_KILLS = S + node("parallelGateway", "F") + user("A") + passed("B") + E
_KILLS += (
    node("endEvent", "E4", "<bpmn:terminateEventDefinition/>") + chain("S", "F", "A", "E") + chain("F", "B", "E4")
)
model("terminate", bodies={"P": _KILLS})
_WHEN = '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">{}</bpmn:condition>'
_WHEN += "</bpmn:conditionalEventDefinition>"
_UNTIL = (
    S
    + node("parallelGateway", "F")
    + node("intermediateCatchEvent", "C", _WHEN.format("ready = true"))
    + user("A")
    + E
)
model(
    "condition", bodies={"P": _UNTIL + node("endEvent", "E4") + chain("S", "F", "C", "E") + chain("F", "A", "E4")},
    steps=(done("A", ready=True),),
)  # fmt: skip

# ---------------------------------------------------------------------- people, forms, times, rights


def handled(own: str, strategy: str, *blocks: str, **more: Any) -> None:
    """A step that a rule gives to somebody."""
    start = more.pop("start", {})
    said = " ".join(f'{key}="{value}"' for key, value in more.items())
    rule = f'<slip:handler strategy="{strategy}"{" " if said else ""}{said}/>'
    model(own, **one(user("A", rule, *blocks)), start=start, steps=({"complete": "A", "data": {}},))


handled("for-user", "user", who="user:li")
handled("for-users", "user", who="user:li user:wang")
handled("for-role", "role", who="role:hr")
handled("for-group", "group", who="group:sales")
handled("for-position", "position", who="position:clerk")
handled("for-department", "department", who="department:fin/**")
handled("for-starter", "starter")
handled("for-field", "field", path="boss", start={"boss": "li"})
handled(
    "for-expression",
    "expression",
    feel="if urgent = true then &quot;li&quot; else &quot;wang&quot;",
    start={"urgent": True},
)
handled("for-head", "departmentHead", level="1")
handled("due", "user", '<slip:deadline work="PT8H"/>', who="user:li")
_FIELDS = (
    "<slip:fields><slip:field path='days' access='read'/><slip:field path='note' access='required'/>"
    "<slip:field path='pay' access='hidden'/></slip:fields>"
)
_FORM = {
    "type": "default", "id": "leave", "schemaVersion": 19,
    "components": [
        {"type": "number", "id": "F1", "key": "days", "label": "Days"},
        {"type": "textfield", "id": "F2", "key": "note", "label": "Note"},
        {"type": "number", "id": "F3", "key": "pay", "label": "Pay"},
    ],
}  # fmt: skip
_FORMS = node("startEvent", "S", ext('<slip:form ref="leave"/>')) + user("A", '<slip:form ref="leave"/>', _FIELDS) + E
model("form", bodies={"P": _FORMS + chain("S", "A", "E")}, forms={"leave": _FORM}, start={"days": 2, "pay": 1},
      steps=(done("A", note="ok"),))  # fmt: skip
_RIGHTS = ext('<slip:process code="HQ-1" version="1.2.0"/>', '<slip:rights><slip:allow action="start" who="role:hr"/>'
              '<slip:allow action="start" who="user:zhang"/></slip:rights>')  # fmt: skip
model("starters", bodies={"P": _RIGHTS + S + user("A") + E + chain("S", "A", "E")}, steps=(done("A"),))
_AGREED = user("A", '<slip:handler strategy="user" who="user:li"/>', '<slip:approval vote="any">'
               '<slip:verdict id="yes" label="Yes" result="agree"/><slip:verdict id="no" label="No" result="reject"/>'
               "</slip:approval>")  # fmt: skip
_JUDGED = S + _AGREED + node("exclusiveGateway", "G", default="G_C") + passed("B") + passed("C") + E
_JUDGED += (
    chain("S", "A", "G") + flow("G", "B", 'A_result = "agree"') + flow("G", "C") + chain("B", "E") + chain("C", "E")
)
model("verdict", bodies={"P": _JUDGED}, steps=({"complete": "A", "verdict": "yes", "data": {}},))
