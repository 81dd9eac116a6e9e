"""One good and at least one bad model for every rule: rule -> (good, {bad model: element it names})."""

from __future__ import annotations

from tests.unit.lint.models import END, FORM, HANDLER, HEAD, START, block, flow, in_process, straight, task

TIMER = '<bpmn:timerEventDefinition id="T"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'


def gateway(first: str | None, second: str | None, default: str = "") -> str:
    """A decision with two ways."""
    mark = f' default="{default}"' if default else ""
    return in_process(
        START
        + f'<bpmn:exclusiveGateway id="G" name="Big?"{mark}/>\n'
        + task("A")
        + task("B")
        + END
        + flow("S", "G")
        + flow("G", "A", first)
        + flow("G", "B", second)
        + flow("A", "E")
        + flow("B", "E")
    )


def asking(system: str, operation: str, **fields: str) -> str:
    """A step that asks a system."""
    lines = "".join(f'<slip:in name="{name}" value="{value}"/>' for name, value in fields.items())
    service = f'<slip:service system="{system}" operation="{operation}">{lines}</slip:service>'
    return with_event(
        f'<bpmn:serviceTask id="X" name="Ask">'
        f"<bpmn:extensionElements>{service}</bpmn:extensionElements></bpmn:serviceTask>"
    )


def deciding(ref: str, **inputs: str) -> str:
    """A step that asks a decision."""
    lines = "".join(f'<slip:in name="{name}" value="{value}"/>' for name, value in inputs.items())
    blocks = f'<slip:decision ref="{ref}" result="band"/>'
    blocks += f"<slip:service>{lines}</slip:service>" if lines else ""
    return with_event(
        f'<bpmn:businessRuleTask id="X" name="Rule">'
        f"<bpmn:extensionElements>{blocks}</bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def with_event(event: str) -> str:
    """A waiting event between start and end."""
    return in_process(START + event + END + flow("S", "X") + flow("X", "E"))


def fields(*pairs: tuple[str, str]) -> str:
    """A `slip:fields` block."""
    lines = "".join(f'<slip:field path="{path}" access="{access}"/>' for path, access in pairs)
    return f"<slip:fields>{lines}</slip:fields>"


def with_rights(start: str, step: str) -> str:
    """Start, one task, end, with field rights."""
    begin = f'<bpmn:startEvent id="S" name="Begin">{block(FORM, start)}</bpmn:startEvent>\n'
    return in_process(begin + task("A", HANDLER, FORM, step) + END + flow("S", "A") + flow("A", "E"))


def decided(start: str, late: str, *ways: str) -> str:
    """Start, a decision by the amount, and a step behind it; further ways lead elsewhere."""
    begin = f'<bpmn:startEvent id="S" name="Begin">{block(FORM, start)}</bpmn:startEvent>\n'
    gate = '<bpmn:exclusiveGateway id="G" name="Big?" default="G_E"/>\n'
    ends = flow("S", "G") + flow("G", "A", "amount &gt; 5") + flow("G", "E") + (ways[0] if ways else flow("A", "E"))
    return in_process(begin + gate + task("A", HANDLER, FORM, late) + END + ends)


def approved(first: str, second: str, back: str = "") -> str:
    """Start, an approval, and a step behind it."""
    approval = '<slip:approval vote="any"/>'
    ways = flow("S", "A") + flow("A", "B") + (back or flow("B", "E"))
    return in_process(
        START + task("A", HANDLER, FORM, approval, first) + task("B", HANDLER, FORM, second) + END + ways
    )


APPROVED = '<slip:approval vote="any"/>'


def told_apart(condition: str, approval: str = APPROVED, *more: str) -> str:
    """Start, an approval, and two ways by what was said there."""
    ways = flow("S", "A") + flow("A", "G") + flow("G", "B", condition) + flow("G", "E") + flow("B", "E")
    gateway = '<bpmn:exclusiveGateway id="G" name="Said?" default="G_E"/>\n'
    return in_process(START + task("A", HANDLER, FORM, approval, *more) + gateway + task("B") + END + ways)


def claim() -> str:
    """A straight process whose one step shows the form of claims."""
    return straight(HANDLER, '<slip:form ref="claim"/>')


def buttons(*given: tuple[str, str, str, str]) -> str:
    """An approval with buttons: id, label, result, action."""
    lines = "".join(
        f'<slip:verdict id="{own}" label="{label}" result="{result}" action="{action}"/>'
        for own, label, result, action in given
    )
    return f'<slip:approval vote="any">{lines}</slip:approval>'


def returning(where: str, to: str) -> str:
    """Two approvals in a row, A and B, one of them with a button that goes back to another node."""
    plain = buttons(("a", "Yes", "agree", ""))
    back = buttons(("a", "Yes", "agree", ""), ("b", "Back", "return", f"node:{to}"))
    steps = "".join(task(own, HANDLER, FORM, back if own == where else plain) for own in ("A", "B"))
    return in_process(START + steps + END + flow("S", "A") + flow("A", "B") + flow("B", "E"))


def signed(policy: str = "", inside: str = "", late: str = "", empty: str = "") -> str:
    """A step that boss and li sign."""
    who = f'<slip:handler strategy="user" who="user:boss user:li" {empty}/>'
    vote = "" if "vote=" in policy else 'vote="all"'
    return straight(who, FORM, f"<slip:approval {vote} {policy}>{inside}</slip:approval>", late)


def judged(approval: str, form: str) -> str:
    """A step with a form, whose field `verdict` it may edit, and perhaps an approval."""
    return straight(HANDLER, form, approval, fields(("verdict", "edit"), ("*", "edit")))


def ruled(*rules: str) -> str:
    """A straight process with rules of rights."""
    body = START + task("A") + END + flow("S", "A") + flow("A", "E")
    return in_process(body, extension=block(f"<slip:rights>{''.join(rules)}</slip:rights>"))


TWO_POOLS = (
    HEAD
    + '<bpmn:collaboration id="C"><bpmn:participant id="P1" name="One" processRef="P"/>'
    + '<bpmn:participant id="P2" name="Two" processRef="Q"/>{message}</bpmn:collaboration>\n'
    + '<bpmn:process id="P" isExecutable="true">'
    + START
    + task("A")
    + END
    + flow("S", "A")
    + flow("A", "E")
    + "{flow}"
    + '</bpmn:process>\n<bpmn:process id="Q">'
    + '<bpmn:startEvent id="S2"/><bpmn:task id="B" name="Receive"/><bpmn:endEvent id="E2"/>'
    + flow("S2", "B")
    + flow("B", "E2")
    + "</bpmn:process></bpmn:definitions>\n"
)

OPEN = (("reason", "required"), ("amount", "edit"))


def scripted(lines: str) -> str:
    """A script between start and end."""
    script = f"<bpmn:script>{lines}</bpmn:script>"
    return with_event(f'<bpmn:scriptTask id="X" name="Sum" scriptFormat="feel">{script}</bpmn:scriptTask>')


def served(value: str) -> str:
    """A service that takes a value and says what comes out."""
    rows = f'<slip:in name="a" value="{value}"/><slip:out name="b" value="result.b"/>'
    rows = f'<slip:service kind="http">{rows}</slip:service>'
    return with_event(f'<bpmn:serviceTask id="X" name="Pay">{block(rows)}</bpmn:serviceTask>')


def handled(rule: str) -> str:
    """A step handled by a rule."""
    return straight(f"<slip:handler {rule}/>", FORM)


def timed(text: str) -> str:
    """A timer."""
    timer = f"<bpmn:timeDuration>{text}</bpmn:timeDuration>"
    timer = f'<bpmn:timerEventDefinition id="T">{timer}</bpmn:timerEventDefinition>'
    return with_event(f'<bpmn:intermediateCatchEvent id="X" name="Wait">{timer}</bpmn:intermediateCatchEvent>')


def elsewhere(condition: str, engine: str = "http://camunda.org/schema/1.0/bpmn") -> str:
    """A file with the attributes of another engine."""
    return gateway(condition, None, "G_B").replace(' id="D"', f' xmlns:other="{engine}" id="D"')


EXAMPLES: dict[str, tuple[str, dict[str, str]]] = {
    "no-start": (straight(), {in_process(task("A") + END + flow("A", "E")): "P"}),
    "no-end": (straight(), {in_process(START + task("A") + flow("S", "A")): "P"}),
    "dangling-node": (
        straight(),
        {
            in_process(START + task("A") + task("B") + END + flow("S", "A") + flow("A", "E")): "B",
            in_process(START + task("A") + task("B") + END + flow("S", "A") + flow("A", "E") + flow("B", "E")): "B",
            in_process(START + task("A") + task("B") + END + flow("S", "A") + flow("A", "E") + flow("A", "B")): "B",
        },
    ),
    "unreachable-node": (
        straight(),
        {
            in_process(
                START + task("A") + task("B") + task("C") + END
                + flow("S", "A") + flow("A", "E") + flow("B", "C") + flow("C", "B")
            ): "B",
        },
    ),
    "no-handler": (straight(), {straight(FORM): "A"}),
    "handler-nobody": (
        straight('<slip:handler strategy="role" who="role:hr"/>', FORM),
        {
            straight('<slip:handler strategy="role" who="role:empty"/>', FORM): "A",
            straight('<slip:handler strategy="departmentHead" level="1" same="skip"/>', FORM): "A",
        },
    ),
    "handler-service": (
        straight('<slip:handler strategy="service" service="hr"/>', FORM),
        {
            straight('<slip:handler strategy="service" service="none"/>', FORM): "A",
            straight('<slip:handler strategy="service" service="bank"/>', FORM): "A",
        },
    ),
    "vote-counts": (
        straight(HANDLER, '<slip:approval vote="weight" threshold="2/3"><slip:weight who="user:a" share="100"/>'
                          "</slip:approval>", FORM),
        {
            straight(HANDLER, '<slip:approval vote="percent"/>', FORM): "A",
            straight(HANDLER, '<slip:approval vote="percent" threshold="120"/>', FORM): "A",
            straight(HANDLER, '<slip:approval vote="count" threshold="1.5"/>', FORM): "A",
            straight(HANDLER, '<slip:approval vote="weight" threshold="60"><slip:weight who="user:a" share="90"/>'
                              "</slip:approval>", FORM): "A",
        },
    ),
    "approval-buttons": (
        straight(HANDLER, FORM, buttons(("a", "Yes", "agree", ""), ("b", "No", "reject", ""))),
        {
            straight(HANDLER, FORM, buttons(("a", "Yes", "agree", ""), ("b", " ", "reject", ""))): "A",
            straight(HANDLER, FORM, buttons(("a", "Yes", "agree", ""), ("b", "Yes", "reject", ""))): "A",
            straight(HANDLER, FORM, buttons(("a", "Yes", "agree", ""), ("a", "No", "reject", ""))): "A",
            straight(HANDLER, FORM, buttons(("agree", "No", "reject", ""), ("b", "Back", "return", ""))): "A",
        },
    ),
    "approval-return": (
        returning("B", "A"),
        {returning("A", "B"): "A", returning("B", "gone"): "B", returning("B", "E"): "B"},
    ),
    "approval-people": (
        signed(), {
            signed('veto="user:zhang"'): "A",
            signed('vote="weight" threshold="60"', '<slip:weight who="user:li" share="60"/>'
                   '<slip:weight who="user:zhang" share="40"/>'): "A",
            signed('vote="count" threshold="3"'): "A",
            signed("", "", '<slip:deadline><slip:step after="PT1H" do="hand-over" who="role:empty"/>'
                   '<slip:step after="PT2H" do="hand-over" who="role:hr"/></slip:deadline>'): "A",
            signed(empty='empty="user" emptyWho="user:gone"'): "A",
        },
    ),
    "missing-condition": (
        gateway("amount > 5", None, "G_B"),
        {gateway("amount > 5", None): "G_B", gateway(None, None, "G_B"): "G_A"},
    ),
    "missing-default": (
        gateway("amount > 5", "amount &lt;= 5", "G_B"),
        {gateway("amount > 5", "amount &lt;= 5"): "G"},
    ),
    "missing-form": (straight(), {straight(HANDLER): "A"}),
    "unknown-form": (straight(), {straight(HANDLER, '<slip:form ref="gone"/>'): "A"}),
    "required-hidden": (
        with_rights(fields(*OPEN), fields(("reason", "hidden"), ("amount", "read"))),
        {with_rights(fields(("reason", "hidden"), ("amount", "edit")), fields(("reason", "edit"))): "S"},
    ),
    "never-editable": (
        with_rights(fields(*OPEN), fields(("reason", "read"), ("amount", "read"))),
        {with_rights(fields(("reason", "edit"), ("amount", "read")), fields(("reason", "edit"))): "S"},
    ),
    "unsupported-construct": (
        straight(),
        {
            with_event(
                '<bpmn:intermediateThrowEvent id="X" name="Undo"><bpmn:compensateEventDefinition id="Cd" '
                'waitForCompletion="false"/></bpmn:intermediateThrowEvent>'
            ): "X",
            with_event('<bpmn:userTask id="X" name="Again"><bpmn:standardLoopCharacteristics/></bpmn:userTask>'): "X",
            with_event(
                '<bpmn:userTask id="X" name="Each"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>'
            ): "X",
            with_event('<bpmn:userTask id="X" name="Undo" isForCompensation="true"/>'): "X",
            with_event(task("A") + flow("A", "X") + '<bpmn:complexGateway id="X" name="Some"/>'): "X",
            with_event(
                task("X") + '<bpmn:subProcess id="Sub" name="Part"><bpmn:startEvent id="Si" name="Come">'
                '<bpmn:messageEventDefinition id="Md"/></bpmn:startEvent></bpmn:subProcess>'
            ): "Si",
            with_event(
                task("X")
                + '<bpmn:adHocSubProcess id="Free" name="Free"><bpmn:endEvent id="Ef"/></bpmn:adHocSubProcess>'
            ): "Ef",
        },
    ),
    "duplicate-name": (
        straight(),
        {
            in_process(
                START + task("A", name="Check") + task("B", name="check ") + END
                + flow("S", "A") + flow("A", "B") + flow("B", "E")
            ): "B",
        },
    ),
    "missing-name": (straight(), {straight(name=""): "A"}),
    "bad-expression": (
        gateway("amount > 5", None, "G_B"),
        {
            gateway("amount > ", None, "G_B"): "G_A",
            scripted("sum = amount * 2\ntwice = (sum"): "X",
            served("amount *"): "X",
            handled('strategy="expression" feel="(reason"'): "A",
            handled('strategy="departmentHead" level="= amount +"'): "A",
            timed("= duration("): "X",
        },
    ),
    "unknown-variable": (
        gateway("amount > 5", None, "G_B"),
        {gateway("amuont > 5", None, "G_B"): "G_A", gateway("nothing = 5", None, "G_B"): "G_A",
         scripted("sum = amuont * 2"): "X", served("amuont"): "X", handled('strategy="expression" feel="reasn"'): "A",
         handled('strategy="departmentHead" level="= amuont"'): "A", timed("= amuont"): "X"},
    ),
    "bare-word": (
        gateway('reason = "urgent"', None, "G_B"),
        {gateway("reason = urgent", None, "G_B"): "G_A", scripted("is = reason = urgent"): "X"},
    ),
    "unknown-choice": (
        gateway('level = "gold"', None, "G_B"),
        {gateway('level = "Gold card"', None, "G_B"): "G_A", gateway('level = "golden"', None, "G_B"): "G_A",
         told_apart('verdict = "approve"'): "G_B", told_apart('A_result = "abstain"'): "G_B",
         told_apart('A_verdict = "back"'): "G_B",
         told_apart('verdict = "ask"', buttons(("ask", "Ask", "agree", ""))): "G_B"},
    ),
    "different-kinds": (gateway("amount > 5", None, "G_B"), {gateway('amount > "five"', None, "G_B"): "G_A"}),
    "always-empty": (
        gateway("amount + 1 > 5", None, "G_B"),
        {gateway('amount + "1" > 5', None, "G_B"): "G_A", served("amount + &quot;1&quot;"): "X"},
    ),
    "always-same": (
        gateway("amount > 5 and amount &lt; 9", None, "G_B"),
        {
            gateway("amount > 5 and amount &lt; 3", None, "G_B"): "G_A",
            gateway("amount > 3 or amount &lt; 5", None, "G_B"): "G_A",
        },
    ),
    "unreachable-branch": (
        gateway("amount > 9", "amount > 5"),
        {gateway("amount > 5", "amount > 9"): "G_B"},
    ),
    "not-portable": (
        elsewhere("amount > 5"),
        {
            elsewhere("count(for x in [1, 2] return x) > amount"): "G_A",
            elsewhere("大写(amount) = reason", "http://camunda.org/schema/zeebe/1.0"): "G_A",
        },
    ),
    "required-unfilled": (
        with_rights(fields(("*", "edit")), fields(("*", "read"))),
        {with_rights(fields(("reason", "read"), ("*", "edit")), fields(("*", "edit"))): "S"},
    ),
    "condition-field-late": (
        decided(fields(("*", "edit")), fields(("*", "read"))),
        {
            decided(fields(("*", "edit")), fields(("amount", "edit"), ("*", "read"))): "A",
            decided(fields(("*", "edit")), ""): "A",
        },
    ),
    "amount-after-approval": (
        approved(fields(("*", "read")), fields(("*", "read"))),
        {
            approved(fields(("*", "read")), fields(("amount", "edit"), ("*", "read"))): "B",
            approved(fields(("*", "read")), ""): "B",
        },
    ),
    "unknown-who": (
        ruled('<slip:allow action="see" who="role:hr"/>', '<slip:deny action="see" who="starter"/>'),
        {
            ruled('<slip:allow action="see" who="role:none"/>'): "P",
            ruled('<slip:deny action="see" who="user:gone"/>', '<slip:allow action="see" who="user:li"/>'): "P",
        },
    ),
    "nobody-starts": (
        ruled('<slip:allow action="start" who="role:hr"/>'),
        {
            ruled('<slip:allow action="start" who="role:empty"/>'): "P",
            ruled('<slip:deny action="start" who="department:company/**"/>'): "P",
        },
    ),
    "consistency": (straight(), {claim(): "A"}),
    "system-mapping": (
        asking("finance", "pay", sum="1"),
        {
            asking("finance", "pay", note="1"): "X",
            asking("finance", "pay", sum=" = "): "X",
            asking("finance", "pay", sum="1", other="2"): "X",
            asking("finance", "book", kind="1"): "X",
            asking("finance", "fly"): "X",
            asking("bank", "pay", sum="1"): "X",
        },
    ),
    "system-conversion": (
        asking("finance", "file", when="&quot;2026-03-02&quot;", sum="12.5"),
        {
            asking("finance", "file", when="12"): "X",
            asking("finance", "file", sum="&quot;much&quot;"): "X",
            asking("finance", "file", sum="=true"): "X",
        },
    ),
    "decision-asked": (
        deciding("older", age="amount"),
        {deciding("gone"): "X", deciding("levell"): "X", deciding("older"): "X", deciding("broken"): "X"},
    ),
    "runner-variable": (
        judged("", '<slip:form ref="judged"/>'),  # nobody decides there: the name is free
        {
            judged(APPROVED, '<slip:form ref="judged"/>'): "A",
            judged("", '<slip:form ref="rows"/>'): "A",
        },
    ),
    "form-extras": (
        with_rights(fields(*OPEN), fields(*OPEN)),
        {
            with_rights(fields(*OPEN), fields(*OPEN)).replace(
                ' id="D"', ' xmlns:other="http://camunda.org/schema/zeebe/1.0" id="D"'
            ): "S"
        },
    ),
    "missing-timer": (
        with_event(f'<bpmn:intermediateCatchEvent id="X" name="Wait">{TIMER}</bpmn:intermediateCatchEvent>'),
        {
            with_event(
                '<bpmn:intermediateCatchEvent id="X" name="Wait"><bpmn:timerEventDefinition id="T"/>'
                "</bpmn:intermediateCatchEvent>"
            ): "X",
        },
    ),
    "missing-called": (
        with_event('<bpmn:callActivity id="X" name="Ask" calledElement="Q"/>'),
        {with_event('<bpmn:callActivity id="X" name="Ask"/>'): "X"},
    ),
    "flow-crosses-pool": (
        TWO_POOLS.format(flow="", message='<bpmn:messageFlow id="M" sourceRef="A" targetRef="B"/>'),
        {TWO_POOLS.format(flow=flow("A", "B"), message=""): "A_B"},
    ),
}  # fmt: skip
