"""Random approval processes, and what people may do in them: for the property test of approvals and its soak run.

A process is drawn as nested blocks, so that it is sound: whatever does not come to rest in it is the runner's fault.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from runner.approvals.signature import needs_signature
from runner.approvals.verdicts import needs_opinion
from runner.bundle.graph import Deadline, DeadlineStep, Node, Verdict
from runner.core.errors import AppError, RunError
from runner.engine.snapshot import save
from runner.organization.handler import Handler
from runner.pilot.chance import DRAWN
from runner.protocol.values import LogLine, TaskSummary
from runner.rights.model import ProcessRights, Rule
from runner.rights.operations import OPEN_OPERATIONS
from runner.service import Service
from runner.store.store import Row
from tests.helpers.graphs import A, event, mock
from tests.helpers.office import CLOCK, office

PEOPLE = ("zhang", "li", "chen", "wang", "zhao", "sun")
MANAGER = "chen"
VOTES = ("any", "all", "count", "percent", "weight", "sequence", "claim", "random")
VERDICTS = [
    Verdict(id="agree", label="同意"),
    Verdict(id="reject", label="不同意", result="reject"),
    Verdict(id="return", label="退回", result="return"),
    Verdict(id="back", label="退回上一步", result="return", action="previous"),
    Verdict(id="abstain", label="弃权", result="abstain", opinion="always", signature="always"),
]
SEAT_ACTS = (
    "claim", "release", "return", "reject", "transfer", "addBefore", "addAfter", "addBeside", "delegate",
    "removeSigner", "copy", "notify", "urge", "jump", "sendOn", "sendOn",
)  # fmt: skip
CASE_ACTS = (
    "withdraw", "terminate", "takeBack", "takeBack", "takeBack", "takeBack", "reactivate", "urge", "comment",
    "suspend", "resume", "resume", "resume",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """An approval step."""

    vote: str
    who: tuple[str, ...]
    policy: tuple[tuple[str, Any], ...]
    same: str
    distinct: str
    deadline: str


Block = Step | tuple[Any, ...]
"""A step, or (`row`, blocks), (`xor`, block, block), (`and`, blocks), (`sub`, block), (`call`,), (`work`, who),
(`service`,), (`undone`,): one that a return undoes."""


def steps() -> st.SearchStrategy[Step]:
    """Approval steps of every kind."""
    policy = st.fixed_dictionaries(
        {},
        optional={
            "resubmit": st.just("direct"), "sensitive": st.just(["amount"]), "hearsAll": st.just(True),
            "abstain": st.just("left-out"), "veto": st.sampled_from(["user:li", "user:sun"]),
            "opinion": st.sampled_from(["reject", "always"]),
            "signature": st.sampled_from(["agree", "always"]), "addedAfter": st.just("always"),
            "operations": st.just([*OPEN_OPERATIONS, "sendOn"]),
        },
    )  # fmt: skip
    return st.builds(
        Step,
        vote=st.sampled_from(VOTES),
        who=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple),
        policy=policy.map(lambda found: tuple(sorted(found.items()))),
        same=st.sampled_from(["self", "self", "skip", "superior"]),
        distinct=st.sampled_from(["off", "off", "adjacent", "instance", "last"]),
        deadline=st.sampled_from(["", "", "remind", "hand-over", "escalate", "agree", "reject"]),
    )


def blocks() -> st.SearchStrategy[Block]:
    """Processes as blocks."""
    plain: st.SearchStrategy[Block] = st.one_of(
        steps(),
        steps(),
        st.tuples(st.just("work"), st.sampled_from(PEOPLE)),
        st.just(("service",)),
        st.just(("undone",)),
        st.just(("call",)),
    )
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda found: ("row", tuple(found))),
            st.tuples(st.just("xor"), inner, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda found: ("and", tuple(found))),
            st.tuples(st.just("sub"), inner),
        ),
        max_leaves=6,
    )


class Drawing:
    """Draws blocks as a process."""

    def __init__(self) -> None:
        self.drawn = A().start("S")
        self.count = 0

    def whole(self, block: Block) -> A:
        """The process of a block, with an approval in front and behind."""
        first = Step("any", ("li",), (), "self", "off", "")
        last = Step("all", ("wang", "sun"), (("resubmit", "direct"),), "self", "off", "")
        begin, end = self._block(("row", (first, block, last)))
        self.drawn.end("E").chain("S", begin).chain(end, "E")
        return self.drawn

    def _name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _block(self, block: Block) -> tuple[str, str]:
        if isinstance(block, Step):
            name = self._name("A")
            self._step(name, block)
            return name, name
        kind = block[0]
        if kind == "row":
            parts = [self._block(one) for one in block[1]]
            for (_a, end), (begin, _b) in pairwise(parts):
                self.drawn.chain(end, begin)
            return parts[0][0], parts[-1][1]
        name = self._name(kind.upper())
        if kind == "work":
            self.drawn.user(name, f"user:{block[1]}")
        elif kind == "service":
            self.drawn.node("serviceTask", name, service=mock("1"))
        elif kind == "undone":
            self.drawn.node("serviceTask", name, service=mock("1"))
            self.drawn.node("serviceTask", f"{name}U", service=mock("1"), for_compensation=True)
            self.drawn.boundary(f"{name}B", name, event("compensation", ref=f"{name}U"))
        elif kind == "call":
            self.drawn.node("callActivity", name, called="q")
        elif kind == "sub":
            self.drawn.sub(name)
            self._block(block[1])
            self.drawn.up()
        else:
            return self._gateways(name, block)
        return name, name

    def _gateways(self, name: str, block: tuple[Any, ...]) -> tuple[str, str]:
        join = f"{name}J"
        if block[0] == "and":
            self.drawn.fork(name).fork(join)
            ways = [self._block(one) for one in block[1]]
            for begin, end in ways:
                self.drawn.chain(name, begin).chain(end, join)
            return name, join
        self.drawn.xor(name, default=f"{name}_else").xor(join)
        (one, one_end), (other, other_end) = self._block(block[1]), self._block(block[2])
        self.drawn.flow(name, one, "amount > 5").flow(name, other, flow_id=f"{name}_else")
        self.drawn.chain(one_end, join).chain(other_end, join)
        return name, join

    def _step(self, name: str, step: Step) -> None:
        policy = dict(step.policy)
        if step.vote in ("count", "percent", "weight"):
            policy["threshold"] = {"count": "1", "percent": "2/3", "weight": "60"}[step.vote]
        if step.vote == "weight":
            share = str(Fraction(100, len(step.who)))
            policy["weights"] = [{"who": f"user:{one}", "share": share} for one in step.who]
        limit = None
        if step.deadline:
            then = [DeadlineStep(after="PT4H", do=step.deadline)]  # type: ignore[arg-type]
            limit = Deadline(steps=[DeadlineStep(after="PT2H", do="remind"), *then])
        self.drawn.approve(
            name, vote=step.vote, verdicts=VERDICTS, policy={_camel(key): value for key, value in policy.items()},
            handler=Handler.model_validate({
                "strategy": "user", "params": {"who": " ".join(f"user:{one}" for one in step.who)}, "same": step.same,
                "distinct": step.distinct, "empty": "admin"}),
            deadline=limit,
        )  # fmt: skip


def _camel(name: str) -> str:
    return {"hears_all": "hearsAll"}.get(name, name)


def called() -> A:
    """The process that others call."""
    other = (
        A("q").start("QS").approve("Q1", "user:zhao", verdicts=VERDICTS).approve("Q2", "user:sun", verdicts=VERDICTS)
    )
    return other.end("QE").chain("QS", "Q1", "Q2", "QE")


@dataclass
class Tally:
    """What was done in all walks."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def operations(self) -> int:
        """Acts that were carried out or refused."""
        return self.done.total() + self.refused.total()


class Walk:
    """One process with its cases, and the laws that hold after every act."""

    def __init__(self, block: Block, tally: Tally) -> None:
        self.tally = tally
        self.service = Service(clock=CLOCK)
        drawn = Drawing().whole(block)
        drawn.rights = ProcessRights(allow=[Rule(action="manage", who=f"user:{MANAGER}")])
        self.graph = drawn.graph()
        other = called().graph()
        self.nodes: dict[str, Node] = {node.id: node for node in [*self.graph.nodes, *other.nodes]}
        self.model = self.service.deploy(drawn.bundle(organization=office(), others=[other]))
        self.cases: list[str] = []
        self.logs: dict[str, list[str]] = {}
        self.commands: dict[str, int] = {}

    def close(self) -> None:
        """Let go of the store."""
        self.service.close()

    # -- acts -------------------------------------------------------------------------------------

    def start(self, who: int, amount: int) -> None:
        """A new case, three at most."""
        if len(self.cases) < 3:
            user = PEOPLE[who % len(PEOPLE)]
            self._do("start", lambda: self.cases.append(self.service.start(self.model, user, {"amount": amount})))

    def decide(self, number: int, who: int, verdict: int, amount: int | None) -> None:
        """Whoever has a task decides it."""
        task = self._task(number)
        if task is None:
            return
        user = task.claimed_by or task.user or PEOPLE[who % len(PEOPLE)]
        is_approval = task.kind == "work" and self.nodes[task.element].approval is not None
        said = VERDICTS[verdict % len(VERDICTS)].id if is_approval else None
        data = {"amount": amount} if amount is not None else {}
        words = None if who % 5 == 0 else "so"
        signed = [None, user, user, DRAWN, PEOPLE[verdict % len(PEOPLE)]][number % 5]
        self._do(f"decide {said or 'work'}", lambda: self.service.workbench(user).service.complete(
            task.task, user, data, said, words, None, signed))  # fmt: skip

    def intrude(self, number: int, who: int, verdict: int) -> None:
        """Somebody else tries to decide: refused, and nothing has changed."""
        task, user = self._task(number), PEOPLE[who % len(PEOPLE)]
        if task is None or user in (task.user, task.claimed_by) or (task.user is None and task.claimed_by is None):
            return
        said = VERDICTS[verdict % len(VERDICTS)].id
        before = self._picture()
        try:
            self.service.workbench(user).service.complete(task.task, user, {}, said)
        except RunError:
            assert self._picture() == before
            self.tally.refused["intrude"] += 1
            return
        raise AssertionError(f"{user} decided {task.element}, which is {task.user}'s")

    def operate(self, number: int, act: int, to: int, place: int) -> None:
        """Whoever has a task does something else with it."""
        task = self._task(number)
        if task is None or task.kind not in ("work", "start"):
            return
        user = task.claimed_by or task.user or PEOPLE[to % len(PEOPLE)]
        name = SEAT_ACTS[act % len(SEAT_ACTS)]
        arguments: dict[str, Any] = {"to": PEOPLE[to % len(PEOPLE)], "reason": "so"}
        if name in ("return", "reject", "sendOn") and number % 4:
            arguments["signature"] = DRAWN if number % 2 else user
        if name == "return":
            back = self.service.task(task.task).back
            arguments |= {"to": back[place % len(back)].to, "confirmed": True} if back else {"to": ""}
        elif name == "jump":
            user, arguments["to"] = MANAGER, sorted(self.nodes)[(place * 7 + to) % len(self.nodes)]
        elif name == "sendOn":
            arguments["at"] = ["", *sorted(self.nodes)][(place * 7 + to) % (len(self.nodes) + 1)]
        elif name in ("claim", "release", "urge"):
            arguments = {}
        self._do(name, lambda: self.service.operate(name, task.task, user, **arguments))

    def operate_case(self, number: int, act: int, who: int) -> None:
        """Somebody does something with a whole case."""
        if not self.cases:
            return
        case, name = self.cases[number % len(self.cases)], CASE_ACTS[act % len(CASE_ACTS)]
        user = PEOPLE[who % len(PEOPLE)] if who % 4 == 0 else self._fitting(case, name)
        if self._do(name, lambda: self.service.operate_case(name, case, user, reason="so")) and name == "takeBack":
            kinds = ("taken-back", "return-taken-back")
            step = next(line.element for line in reversed(self.service.history(case)) if line.kind in kinds)
            asked = [task.user for task in self._tasks() if task.case == case and task.element == step]
            assert user in asked or None in asked, f"{user} took {step} back and is not asked again"

    def return_and_take_back(self, number: int, place: int) -> None:
        """Whoever has a task returns the case and takes that back at once: it stands as before, or nothing has
        changed since it was returned."""
        task = self._task(number)
        if task is None or task.kind != "work" or not task.user:
            return
        user, back = task.claimed_by or task.user, self.service.task(task.task).back
        if not back:
            return
        before = self._stands(task.case)
        arguments = {"to": back[place % len(back)].to, "confirmed": True, "reason": "so", "signature": user}
        is_approval, data = self.nodes[task.element].approval is not None, {"amount": place % 10}

        def act() -> None:
            if is_approval and number % 2:
                self.service.complete(task.task, user, data, "return", "so", None, user)
            else:
                self.service.operate("return", task.task, user, **arguments)

        if not self._do("return", act):
            return
        if self._stands(task.case)["memory"]["returns"] == before["memory"]["returns"]:
            return  # it was advice, which binds nobody, whatever button it was given with
        after = self._picture()
        try:
            self.service.operate_case("takeBack", task.case, user)
        except RunError as error:
            assert error.code in ("case.acted-after", "case.sent-after", "case.undone-for-it"), error.code
            assert self._picture() == after
            self.tally.refused["return taken back"] += 1
            return
        assert self._stands(task.case) == before
        self.tally.done["return taken back"] += 1

    def _stands(self, case: str) -> dict[str, Any]:
        """Where a case stands: its tokens and variables, what it waits for, whom it asks, what they said, by when."""
        with self.service.store.transaction() as tx:
            works = tx.rows("work", instance=case, state=["open", "alert"])
            seats = tx.rows("task", work=[row["id"] for row in works])
            found: dict[str, Any] = {name: tx.rows(name, instance=case) for name in ("timer", "awaited")}
            limits = sorted((row["work"], row["step"], row["due"]) for row in tx.rows("deadline", instance=case))
            memory = json.loads((tx.row("instance", case) or {})["memory"])
        with self.service._look() as room:
            saved = save(room.look(case).engine)
        for name in ("works", "visits", "last_return"):
            memory.pop(name)
        found |= {"works": works, "seats": seats, "limits": limits, "memory": memory}
        return {**found, "tokens": saved["tokens"], "scopes": saved["scopes"]}

    def _fitting(self, case: str, name: str) -> str:
        """Who is most likely to be allowed an act on a case."""
        if name in ("terminate", "reactivate", "suspend", "resume"):
            return MANAGER
        acted = [line.payload["by"] for line in self.service.history(case) if line.kind == "acted"]
        if name == "takeBack" and acted:
            return str(acted[-1])
        return self.service.case(case).starter

    def give(self, to: int) -> None:
        """Who manages the process gives a step to somebody that nobody had."""
        task = next((one for one in self._tasks() if one.alert), None)
        if task is not None:
            self._do("give", lambda: self.service.operate(
                "transfer", task.task, "tester", to=PEOPLE[to % len(PEOPLE)]))  # fmt: skip

    def hand_over(self, who: int, to: int) -> None:
        """Somebody leaves."""
        self._do("hand over", lambda: self.service.hand_over(PEOPLE[who % len(PEOPLE)], PEOPLE[to % len(PEOPLE)]))

    def pass_time(self) -> None:
        """Until the next timer."""
        self._do("time", lambda: self.service.advance())

    def _tasks(self) -> list[TaskSummary]:
        return self.service.open_tasks()

    def _task(self, number: int) -> TaskSummary | None:
        found = [one for one in self._tasks() if one.kind in ("work", "start") and not one.alert]
        return found[number % len(found)] if found else None

    def _do(self, name: str, act: Any) -> bool:
        before = self._picture()
        try:
            act()
        except AppError:
            assert self._picture() == before, f"{name} was refused and has changed something"
            self.tally.refused[name] += 1
            return False
        self.tally.done[name] += 1
        return True

    # -- laws -------------------------------------------------------------------------------------

    def _picture(self) -> dict[str, list[Row]]:
        """All that is stored of the cases but their logs, and how long those are."""
        with self.service.store.transaction() as tx:
            found = {name: tx.rows(name) for name in ("instance", "work", "task", "deadline", "copy")}
            found["log"] = [{case: tx.last_command(case)} for case in self.cases]
        return found

    def check(self) -> None:
        """All laws, for the cases in which something was done since they were looked at last."""
        with self.service.store.transaction() as tx:
            commands = {case: tx.last_command(case) for case in self.cases}
        changed = [case for case in self.cases if self.commands.get(case) != commands[case]]
        if not changed:
            return
        self.commands = commands
        tasks = self._tasks()
        due = {case for _at, case, _element in self.service.due()}
        for case in changed:
            self._restored(case)
            view = self.service.case(case)
            own = [task for task in tasks if task.case == case]
            assert view.status in ("running", "completed", "incident", "suspended"), view.status
            assert not view.problems, [one.code for one in view.problems]
            if view.status == "completed":
                assert not own, f"{case} has ended and waits for {own}"
            elif view.status == "suspended":
                assert case not in due, f"{case} stands still and waits for time"
            else:
                assert own or case in due, f"{case} waits for nobody and nothing"
            lines = self.service.history(case)
            self._audited(case, lines)
            self._votes(case, view.starter, lines)

    def _restored(self, case: str) -> None:
        """A case that is loaded anew is as it was."""
        with self.service._look() as room:
            before = save(room.look(case).engine)
        self.service.live.clear()
        with self.service._look() as room:
            assert save(room.look(case).engine) == before

    def _audited(self, case: str, lines: list[LogLine]) -> None:
        """Nothing of the log is ever changed, and every verdict that is stored stands in it."""
        told = [f"{line.n}:{line.kind}:{json.dumps(line.payload, sort_keys=True, default=str)}" for line in lines]
        known = self.logs.get(case, [])
        assert told[: len(known)] == known
        assert [line.n for line in lines] == sorted({line.n for line in lines})
        self.logs[case] = told
        acted = {(line.payload["task"], line.payload["by"], line.payload["result"]): line for line in lines
                 if line.kind == "acted"}  # fmt: skip
        kept = Counter((line.element, one) for line in lines if line.kind == "opened"
                       for one in line.payload.get("kept", ()))  # fmt: skip
        with self.service.store.transaction() as tx:
            rows = tx.rows("task", instance=case, state="done")
        for row in rows:
            if row["result"] is None:
                continue
            said = (row["id"], row["acted_by"], row["result"]) in acted
            assert said or kept[row["element"], row["acted_by"]], f"nobody knows of the verdict {row}"

    def _votes(self, case: str, starter: str, lines: list[LogLine]) -> None:
        """No vote counts twice or from an earlier round, nobody decides their own case where the step forbids it, and
        each step that was decided was decided rightly."""
        with self.service.store.transaction() as tx:
            works = tx.rows("work", instance=case)
            seats = tx.rows("task", instance=case)
        removed = {line.payload["task"] for line in lines if line.kind == "signer-removed"}
        gone = {line.payload["task"]: line.payload["to"] for line in lines if line.kind == "transferred"}
        removed |= {
            row["id"]
            for row in seats
            if row["state"] == "cancelled" and gone.get(row["id"], row["user"]) != row["user"]
        }
        kept = {(line.token, one) for line in lines if line.kind == "opened" for one in line.payload.get("kept", ())}
        auto = {line.token for line in lines if line.kind in ("decided", "overdue")}
        for work in works:
            node = self.nodes[work["element"]]
            own = [row for row in seats if row["work"] == work["id"]]
            plan = json.loads(work["plan"])
            for number in {row["round"] for row in own}:
                said = [row for row in own if row["round"] == number and row["state"] == "done" and row["result"]]
                if node.approval is not None and work["kind"] == "work":
                    asking = {one.id for one in VERDICTS if needs_opinion(node.approval.opinion, one)}
                    assert not [row for row in said if row["verdict"] in asking and not row["opinion"]], "no opinion"
                    deciding = [row for row in said if _way(plan, row) != "delegate" and work["token"] not in auto]
                    assert all(row["signature"] for row in deciding if _is_signed(node, row)), "no signature"
                voters = [row["acted_by"] for row in said if _way(plan, row) != "delegate"]
                assert len(voters) == len(set(voters)), f"{work['element']}: somebody voted twice: {voters}"
                for row in said:
                    is_new = row["acted"] >= work["opened"]
                    assert is_new or (work["token"], row["acted_by"]) in kept, "a vote of an earlier round"
                    if (
                        work["kind"] == "work"
                        and node.handler is not None
                        and node.handler.same in ("skip", "superior")
                    ):
                        assert row["acted_by"] != starter, f"{starter} decided the own case at {node.id}"
            if work["kind"] == "work" and work["state"] == "done" and work["token"] not in auto and not plan["added"]:
                _decided(node, work, own, plan, removed)


def _is_signed(node: Node, row: Row) -> bool:
    rule = node.approval.signature if node.approval is not None else "none"
    button = next((one for one in VERDICTS if one.id == row["verdict"]), None)
    return button is not None and needs_signature(rule, button)


def _way(plan: Mapping[str, Any], row: Row) -> str:
    return str(plan["added"].get(str(row["id"]), {}).get("way", ""))


def _decided(node: Node, work: Row, own: Sequence[Row], plan: Mapping[str, Any], removed: set[int]) -> None:
    """What a decided step came to, counted once more in the plainest way."""
    if node.approval is None or work["result"] not in ("agree", "reject"):
        return
    asked = [row for row in own if row["round"] == work["round"] and row["id"] not in removed]
    results = Counter(row["result"] for row in asked if row["state"] == "done")
    if plan["vote"] in ("all", "count", "percent") and results["agree"] + results["reject"] == 0:
        return  # all of them abstained
    n = len(asked) - (results["abstain"] if node.approval.abstain == "left-out" else 0)
    needed = {"all": Fraction(n - results["abstain"]), "count": Fraction(1), "percent": Fraction(2 * n, 3)}
    if plan["vote"] not in needed or (node.approval.veto and work["result"] == "reject"):
        return
    enough = results["agree"] >= needed[plan["vote"]]
    if plan["vote"] == "all":
        enough = enough and not results["reject"]
    if work["result"] == "agree":
        assert enough, f"{work['element']} passed with {results} of {len(asked)}"
    elif plan["vote"] != "all":
        assert results["agree"] < needed[plan["vote"]], (
            f"{work['element']} was rejected with {results} of {len(asked)}"
        )
