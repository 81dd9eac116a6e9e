"""What people may not do, they cannot do by any call; what is hidden from them comes back from none."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle.bundle import Bundle
from runner.bundle.graph import FormUse
from runner.core.errors import RunError
from runner.forms.schema import Form
from runner.organization.handler import Handler
from runner.organization.model import Assignment
from runner.protocol.client import WorkerClient
from runner.protocol.workbench import WorkbenchClient
from runner.rights.model import (
    Access,
    Action,
    CategoryRights,
    FieldRight,
    ProcessRights,
    Reader,
    Rule,
    Scope,
    WorkspaceRights,
)
from runner.service import Service, workbench
from runner.service.sight import _joined
from runner.service.workbench import Workbench
from tests.helpers.graphs import A, script
from tests.helpers.office import CLOCK, office
from tests.unit.forms.forms import a_form
from tests.unit.forms.forms import field as field_of

PEOPLE = ("chen", "li", "zhang", "wang", "zhao", "sun")
STRANGER = "mallory"
DEPARTMENTS = {"chen": ["top"], "li": ["fin", "top"], "zhang": ["fin", "top"], "wang": ["hr", "top"],
               "zhao": ["hr", "top"], "sun": ["hr", "top"]}  # fmt: skip
ROLES = {"hr": ["wang"], "clerks": ["zhao", "sun"]}
PATHS = ("a", "b", "rows", "rows.c", "rows.d")
VALUES: dict[str, Any] = {
    "a": "Aardvark",
    "b": "Basilisk",
    "rows": [{"c": "Chimera", "d": "Dromedary"}, {"d": "wang"}],
}
WORDS = {"a": "Aardvark", "b": "Basilisk", "rows.c": "Chimera", "rows.d": "Dromedary"}
FORM = Form.model_validate(
    {
        "components": [
            {"type": "textfield", "key": "a", "label": "A"},
            {"type": "textfield", "key": "b", "label": "B"},
            {
                "type": "dynamiclist",
                "path": "rows",
                "components": [{"type": "textfield", "key": "c"}, {"type": "textfield", "key": "d"}],
            },
        ]
    }
)
HANDLERS = {"T1": "li", "T2": "wang"}


@dataclass
class Plan:
    """What is drawn for one example. `steps`: lines of each step; `done`: how many steps are completed."""

    process: ProcessRights
    workspace: WorkspaceRights
    steps: dict[str, list[FieldRight]]
    readers: dict[Reader, list[FieldRight]]
    done: int
    copies: bool
    people: list[str] = field(default_factory=lambda: [*PEOPLE, STRANGER])
    """Who tries."""


who = st.sampled_from(
    [*(f"user:{name}" for name in PEOPLE), "role:hr", "role:clerks", "department:fin", "department:top/**", "starter"]
)
rule = st.builds(
    Rule, action=st.sampled_from(get_args(Action)), who=who, scope=st.sampled_from([None, *get_args(Scope)])
)
rules = st.lists(rule, max_size=3)
lines = st.dictionaries(st.sampled_from([*PATHS, "*"]), st.sampled_from(get_args(Access)), max_size=4).map(
    lambda found: [FieldRight(path=path, access=access) for path, access in found.items()]
)
plans = st.builds(
    Plan,
    process=st.builds(ProcessRights, allow=rules, deny=st.lists(rule, max_size=1)),
    workspace=st.builds(
        WorkspaceRights,
        allow=st.lists(rule, max_size=1),
        categories=st.lists(st.builds(CategoryRights, category=st.just("hr"), allow=rules), max_size=1),
    ),
    steps=st.fixed_dictionaries({"S": lines, "T1": lines, "T2": lines}),
    readers=st.dictionaries(st.sampled_from(get_args(Reader)), lines.filter(bool), max_size=2),
    done=st.integers(0, 2),
    copies=st.booleans(),
    people=st.lists(st.sampled_from([*PEOPLE, STRANGER]), min_size=2, max_size=2, unique=True),
)


# -- what should be: told once more, in the plainest way --------------------------------------------


def means(text: str, person: str) -> bool:
    kind, _, name = text.partition(":")
    if kind == "starter":
        return person == "zhang"
    if kind == "user":
        return person == name
    if kind == "role":
        return person in ROLES[name]
    home = DEPARTMENTS.get(person, [])
    return name.removesuffix("/**") in home if name.endswith("/**") else home[:1] == [name]


def covers(scope: str | None, person: str) -> bool:
    """Whether a rule of that scope covers zhang's case; there is no company."""
    if scope in (None, "all") or person == "zhang":
        return True
    return scope == "department" and DEPARTMENTS[person][0] in DEPARTMENTS["zhang"]


def may(plan: Plan, action: str, person: str, *, handles: bool = False) -> tuple[bool, bool]:
    """Whether it is allowed, and whether by a rule."""
    if person == STRANGER:
        return False, False
    # a start is one's own new case
    fits = means_and_covers_own if action == "start" else means_and_covers
    levels = [plan.process, *plan.workspace.categories, plan.workspace]
    if any(fits(item, person) for level in levels for item in level.deny if item.action == action):
        return False, True
    allows = [item for level in levels for item in level.allow if item.action == action]
    if any(fits(item, person) for item in allows):
        return True, True
    if allows:
        return False, False
    default = {"start": True, "see": person == "zhang" or handles, "handle": handles}
    return default.get(action, False), False


def means_and_covers(item: Rule, person: str) -> bool:
    return means(item.who, person) and covers(item.scope, person)


def means_and_covers_own(item: Rule, person: str) -> bool:
    return item.who == "starter" or means(item.who, person)


def access(found: list[FieldRight], path: str, *, start: bool) -> str:
    """hidden, or what else."""
    table = {item.path: item.access for item in found}
    rest = table.get("*", ("edit" if start else "read") if table else "edit")
    if path == "rows" or not path.startswith("rows."):
        return table.get(path, rest)
    above = table.get("rows", rest)
    return "hidden" if above == "hidden" else table.get(path, above)


def visible(plan: Plan, person: str, path: str, steps: list[str], *, copy: bool, reads: bool) -> bool:
    places = [*steps, *(["S"] if person == "zhang" else [])]
    if any(access(plan.steps[step], path, start=step == "S") != "hidden" for step in places):
        return True
    for reader, there in (("copy", copy), ("view", reads)):
        if not there:
            continue
        own = plan.readers.get(reader)
        if own:
            if access([*own, FieldRight(path="*", access="read")], path, start=False) != "hidden":
                return True
        elif all(access(plan.steps[step], path, start=step == "S") != "hidden" for step in plan.steps):
            return True
    return False


# -- the scene --------------------------------------------------------------------------------------


def bundle_of(plan: Plan) -> Bundle:
    def use(step: str) -> FormUse:
        return FormUse(ref="f", fields=plan.steps[step])

    builder = A().start(form=use("S"))
    builder.approve("T1", "user:li", form=None, copy_to=["user:sun"] if plan.copies else [])
    builder.nodes[-1] = builder.nodes[-1].model_copy(update={"form": use("T1")})
    builder.node("scriptTask", "X", script=script(w='a + " was copied"'))
    # the trail of this step quotes a name that nobody has, out of a value that may be hidden
    builder.approve("T2", handler=Handler(strategy="field", params={"path": "rows.d"}))
    builder.nodes[-1] = builder.nodes[-1].model_copy(update={"form": use("T2")})
    # history tells why the way went on here, with the value that decided
    builder.xor("G", "G_other").flow("G", "T2", 'b != "x"').flow("G", "T2", flow_id="G_other")
    graph = builder.end().chain("S", "T1", "X", "G").chain("T2", "E").graph()
    graph = graph.model_copy(update={"rights": plan.process, "category": "hr", "readers": plan.readers})
    return Bundle("p", {}, {"p": graph}, forms={"f": FORM}, organization=office(), rights=plan.workspace)


def put_values(service: Service, case: str) -> None:
    """The case holds all values, whoever may write them."""
    with service.store.transaction() as tx:
        for row in tx.rows("scope", instance=case):
            known = json.loads(row["variables"])
            tx._connection.exec_driver_sql(
                "update scope set variables = ? where instance = ? and id = ?",
                (json.dumps({**known, **VALUES}), case, row["id"]),
            )
    service.live.clear()


def text_of(found: Any) -> str:
    """All that came back, as text; of a workbook its sheets."""
    if isinstance(found, bytes):
        with zipfile.ZipFile(BytesIO(found)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if isinstance(found, list | tuple):
        return "\n".join(text_of(item) for item in found)
    return found.model_dump_json() if hasattr(found, "model_dump_json") else json.dumps(found, default=str)


Call = Callable[[Workbench], Any]


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=1000)
@given(plan=plans)
def test_no_call_gives_or_does_what_a_thousand_rights_forbid(plan: Plan) -> None:
    try_all(plan)


@settings(max_examples=15)
@given(plan=plans)
def test_no_call_gives_or_does_what_the_rights_forbid(plan: Plan) -> None:
    try_all(plan)


def try_all(plan: Plan) -> None:
    """Everybody tries every verb; nothing is logged of what the case holds."""
    service = Service(clock=CLOCK)
    told: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("runner").addHandler(listener)
    try:
        try_everything(service, plan)
    finally:
        logging.getLogger("runner").removeHandler(listener)
        service.close()
    assert not [word for word in WORDS.values() if word in "".join(told)]


def try_everything(service: Service, plan: Plan) -> None:
    open_plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": [], "T2": []}, {}, 0, plan.copies)
    # the case is brought to its place under rights that allow it, then stands under those of the plan
    model = service.deploy(bundle_of(plan))
    case = started(service, plan, open_plan, model)
    tasks = {item.element: item.task for item in service.open_tasks(case)}
    closed = [row["id"] for row in seats(service, case) if row["state"] != "open"]
    for person in plan.people:
        steps = [step for step, user in HANDLERS.items() if user == person and reached(plan, step)]
        copy = plan.copies and person == "sun" and plan.done >= 1
        see, by_rule = may(plan, "see", person, handles=bool(steps) or copy)
        manage, export = may(plan, "manage", person)[0], may(plan, "export", person)[0]
        reads = (see and by_rule) or manage or export
        seen = {path for path in WORDS if visible(plan, person, path, steps, copy=copy, reads=reads)}
        desk = service.workbench(person)
        before = snapshot(service, case)

        def look(call: Call, allowed: bool) -> None:
            try:
                found = call(desk)  # noqa: B023  # called at once
            except RunError as error:
                assert not allowed, f"{person}: {error.message}"  # noqa: B023
                found = [error.message, error.hint, *error.reason, error.params]  # all of it is sent to a window
            else:
                assert allowed, f"{person} got {found}"  # noqa: B023
            leaked = [path for path in WORDS if path not in seen and WORDS[path] in text_of(found)]  # noqa: B023
            assert not leaked, f"{person} sees {leaked}: {text_of(found)}"  # noqa: B023

        for calls in attempts(plan, case, model, tasks, closed, person, see, manage, export).values():
            for call, allowed in calls:
                look(call, allowed)
        assert snapshot(service, case) == before, f"{person} changed the case"
        shown = see and case in {item.case for item in desk.cases()}
        assert shown is see


def reached(plan: Plan, step: str) -> bool:
    return plan.done >= {"T1": 0, "T2": 1}[step]


def seats(service: Service, case: str) -> list[dict[str, Any]]:
    with service.store.transaction() as tx:
        return tx.rows("task", instance=case)


def snapshot(service: Service, case: str) -> str:
    return text_of([service.case(case), *service.history(case), *service.copies("sun")])


def started(service: Service, plan: Plan, open_plan: Plan, model: str) -> str:
    """A case of zhang, `done` steps on, full of values, on the plan's model."""
    easy = service.deploy(bundle_of(open_plan))
    case = service.start(easy, "zhang", VALUES)
    for step in ("T1", "T2")[: plan.done]:
        (task,) = [item for item in service.open_tasks(case) if item.element == step]
        service.complete(task.task, HANDLERS[step], {}, "agree")
    with service.store.transaction() as tx:
        tx.change("instance", case, model=model)
    put_values(service, case)
    return case


def attempts(
    plan: Plan, case: str, model: str, tasks: Mapping[str, int], closed: list[int], person: str, see: bool,
    manage: bool, export: bool,
) -> dict[str, list[tuple[Call, bool]]]:  # fmt: skip
    """For each verb of the workbench what this person tries, and whether it may be."""
    start = may(plan, "start", person)[0]
    own = {
        task: HANDLERS[step] == person and may(plan, "handle", person, handles=True)[0]
        for step, task in tasks.items()
    }
    forbidden = [task for task, is_own in own.items() if not is_own]
    locked = [path for path in ("a", "b") if access(plan.steps["S"], path, start=True) in ("hidden", "read")]
    made: dict[str, list[tuple[Call, bool]]] = {
        "models": [(lambda desk: [item.hash for item in desk.models() if item.hash == model] or raised(), start)],
        "may_start": [(lambda desk: desk.may_start(model), True)],
        "starts": [(lambda desk: desk.starts(model), start)],
        "start": [(lambda desk, path=path: desk.start(model, {path: "x"}), False) for path in locked]
        + ([] if start else [(lambda desk: desk.start(model), False)]),
        "path": [(lambda desk: desk.path(model, {"a": "x"}), start)],
        "cases": [(lambda desk: desk.cases(), True)],
        "case": [(lambda desk: desk.case(case), see), (lambda desk: desk.case("none"), False)],
        "variables": [(lambda desk: desk.variables(case), see)],
        "history": [(lambda desk: desk.history(case), see)],
        "export_cases": [
            (lambda desk: desk.export_cases([case]), export),
            (lambda desk: desk.export_cases(), export),
        ],
        "papers": [(lambda desk: desk.papers(case), see), (lambda desk: desk.papers("none"), False)],
        "inbox": [(lambda desk: desk.inbox(), True)],
        "kinds_waiting": [(lambda desk: desk.kinds_waiting(), True)],
        "task": [(lambda desk, task=task: desk.task(task), is_own) for task, is_own in own.items()]
        + [(lambda desk, task=task: desk.task(task), see) for task in closed],
        "claim": [(lambda desk, task=task: desk.claim(task), False) for task in [*forbidden, *closed]],
        "complete": [
            (lambda desk, task=task: desk.complete(task, {"a": "x"}, "agree"), False)
            for task in [*forbidden, *closed]
        ],
        "operate": [
            (lambda desk, task=task, verb=verb: desk.operate(verb, task, to="user:sun", reason="x"), False)
            for task in [*forbidden, *closed]
            for verb in ("claim", "release", "return", "reject", "transfer", "copy")
        ]
        + [
            (lambda desk, task=task: desk.operate("urge", task), False)
            for task in tasks.values()
            if not manage and person != "zhang"
        ],
        "operate_case": ([] if person == "zhang" else [(lambda desk: desk.operate_case("withdraw", case), False)])
        + ([] if manage else [(lambda desk: desk.operate_case("terminate", case), False)]),
        "copies": [(lambda desk: desk.copies(), True)],
        "read_copy": [] if person == "sun" else [(lambda desk: desk.read_copy(1), False)],
        "remark": [] if see else [(lambda desk: desk.remark("well", case=case), False)],
        "remarks": [(lambda desk: desk.remarks(), True)],
        "resolve_remark": [(lambda desk: desk.resolve_remark("none"), False)],
        "hand_over": []
        if manage
        else [(lambda desk: desk.hand_over("li", "sun"), False), (lambda desk: desk.hand_over("wang", "sun"), False)],
        "mend": [
            (lambda desk, task=task, how=how: desk.mend(task, how, "why", to="user:sun", data={"a": "x"}), False)
            for task in ([*closed] if manage else [*tasks.values(), *closed])
            for how in ("retry", "error", "skip", "jump", "reassign", "pick")
        ],
        "related": [(lambda desk: desk.related(), True)],
        "clock": [(lambda desk: desk.clock(), True)],
    }
    for step, task in tasks.items():
        if own[task]:
            for path in ("a", "b"):
                if access(plan.steps[step], path, start=False) in ("hidden", "read"):
                    made["complete"].append(
                        (lambda desk, task=task, path=path: desk.complete(task, {path: "x"}, "agree"), False)
                    )
    assert set(made) == set(workbench.VERBS)
    # the door of whoever holds the store, asked for what a person sees
    made["service"] = [
        (lambda desk: desk.service.case(case, desk.user), see),
        *((lambda desk, task=task: desk.service.task(task, desk.user), is_own) for task, is_own in own.items()),
        *((lambda desk, task=task: desk.service.task(task, desk.user), see) for task in closed),
        (lambda desk: desk.service.starts(model, user=desk.user), True),
        (lambda desk: desk.service.related(desk.user), True),
        (lambda desk: desk.service.inbox(desk.user), True),
        (lambda desk: desk.service.copies(desk.user), True),
    ]
    return made


def raised() -> Any:
    raise RunError("task.forbidden", user="")


def test_a_workbench_has_no_verb_that_is_not_tried_above() -> None:
    verbs = {name for name in vars(Workbench) if not name.startswith("_")}
    assert verbs == set(workbench.VERBS)
    assert {name for name in vars(WorkbenchClient) if not name.startswith("_")} == verbs
    assert not {"deploy", "advance", "answer", "message", "signal", "bundle", "open_tasks", "due"} & verbs


def test_nobody_and_the_tester_have_no_workbench() -> None:
    service = Service()
    for name in ("", "user:", "tester"):
        with pytest.raises(RunError, match="Say who you are"):
            service.workbench(name)
    service.close()


def test_a_person_beside_the_window_is_asked_for_the_same_rights(tmp_path: Path) -> None:
    plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": [], "T2": []}, {}, 0, False)
    plan.steps["T1"] = [FieldRight(path="b", access="hidden")]
    with WorkerClient(f"sqlite:///{tmp_path.as_posix()}/s.sqlite", clock=CLOCK) as client:
        model = client.deploy(bundle_of(plan))
        case = client.workbench("zhang").start(model, VALUES)
        (task,) = client.workbench("li").inbox()
        assert client.workbench("li").task(task.task).values == {name: VALUES[name] for name in ("a", "rows")}
        assert "b" not in client.workbench("li").variables(case)
        with pytest.raises(RunError, check=lambda error: error.code == "task.forbidden"):
            client.workbench("sun").case(case)
        with pytest.raises(RunError, check=lambda error: error.code == "worker.unknown-verb"):
            client.call("advance", as_person="li")


def test_why_a_step_came_quotes_no_value_that_is_hidden_from_who_asks() -> None:
    hidden = [FieldRight(path="rows", access="hidden")]
    open_plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": [], "T2": []}, {}, 0, False)
    for lines, codes in ((hidden, ["quotes-hidden", "assigned"]), ([], ["field-unknown", "field", "assigned"])):
        plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": [], "T2": lines}, {}, 1, False)
        service = Service(clock=CLOCK)
        case = started(service, plan, open_plan, service.deploy(bundle_of(plan)))
        (task,) = service.open_tasks(case)
        trail = service.workbench("wang").task(task.task).trail
        assert [step.code.removeprefix("organization.") for step in trail] == codes
        with pytest.raises(RunError) as refused:
            service.workbench("chen").task(task.task)
        assert refused.value.reason and "Dromedary" not in "".join(refused.value.reason)
        service.close()


def test_why_a_gateway_went_on_is_told_to_who_sees_every_value_that_decided() -> None:
    open_plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": [], "T2": []}, {}, 0, False)
    for lines, told in (([], [{"b": "Basilisk"}]), ([FieldRight(path="b", access="hidden")], [None])):
        plan = Plan(ProcessRights(), WorkspaceRights(), {"S": [], "T1": lines, "T2": []}, {}, 1, False)
        service = Service(clock=CLOCK)
        case = started(service, plan, open_plan, service.deploy(bundle_of(plan)))
        ways = [line.payload for line in service.workbench("li").history(case) if line.element.startswith("G_")]
        assert [way.get("values") for way in ways] == told
        service.close()


def test_an_export_holds_texts_as_texts(tmp_path: Path) -> None:
    rights = ProcessRights(allow=[Rule(action="export", who="user:li")])
    plan = Plan(rights, WorkspaceRights(), {"S": [], "T1": [], "T2": []}, {}, 0, False)
    service = Service(clock=CLOCK)
    case = service.start(service.deploy(bundle_of(plan)), "zhang", {**VALUES, "a": "=1+1", "b": "000123"})
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(service.workbench("li").export_cases([case])))["List of cases"]
    head, row = sheet.iter_rows()
    found = {cell.value: other for cell, other in zip(head, row, strict=True)}
    assert (found["A"].value, found["A"].data_type) == ("=1+1", "s")
    assert found["B"].value == "000123"
    service.close()


def test_a_value_masked_at_one_step_and_open_at_another_is_seen_as_it_is() -> None:
    whole = {"card": "6222020200112233", "rows": [{"id": "110101199003077", "n": 1}]}
    masked = {"card": "6222 **** 2233", "rows": [{"id": "110***"}]}
    for one, other in ((whole, masked), (masked, whole)):
        assert _joined(_joined({}, one, whole), other, whole) == whole


def test_who_works_in_two_departments_starts_for_one_of_them() -> None:
    form = a_form(field_of("starterDepartment", "from"), field_of("department", "own", own={"default": "me"}))
    plain = office()
    users = [
        one.model_copy(update={"assignments": [*one.assignments, Assignment(department="hr", primary=False)]})
        if one.id == "zhang"
        else one
        for one in plain.users
    ]
    organization = plain.model_copy(update={"users": users})
    drawn = A("p").start("S", form=FormUse(ref="f")).user("T", handler=Handler(strategy="departmentHead")).end("E")
    with_two = replace(drawn.chain("S", "T", "E").bundle(organization=organization), forms={"f": form})
    service = Service(clock=CLOCK)
    try:
        model = service.deploy(with_two)
        zhang = service.workbench("zhang")
        for department, head in ((None, "li"), ("fin", "li"), ("hr", "wang")):
            case = zhang.start(model, department=department)
            assert [task.user for task in service.open_tasks(case)] == [head]
            found = service.case(case).variables  # what the form gives is of the department started for, too
            assert {found[name]["id"] for name in ("from", "own")} == {department or "fin"}
        with pytest.raises(RunError, match="zhang does not work in top"):
            zhang.start(model, department="top")
    finally:
        service.close()
