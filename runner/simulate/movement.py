"""How tokens move: gateways, joins, sub-processes, boundary events, ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from runner.core.errors import RunError
from runner.simulate.random import Purpose
from runner.simulate.state import Case, Scope, Stay, Work
from runner.simulate.table import ActivityRow, BoundaryRow, NodeRow, Op, Table
from runner.simulate.tally import Tally

MAX_VISITS = 10_000
"""How often one case may come to one node before the run is refused as endless."""

MAX_STEPS = 1_000_000
"""How many moves may happen in one instant before the run is refused as endless."""

Enter = Callable[[int, int, Case, Scope], None]


class Movement:
    """The half of the machine that knows BPMN; the other half knows time and people."""

    table: Table
    tally: Tally
    now: int
    nodes: list[NodeRow]
    rows: list[ActivityRow | None]
    tracks: bool
    cancels: bool
    ready: deque[tuple[int, int, Case, Scope]]
    touched: list[Scope]
    live: dict[Case, None]

    def schedule(self, moment: int, what: Callable[[Any], None], whom: object) -> None:
        """Let something happen later."""
        raise NotImplementedError

    def draw(self, purpose: Purpose, node: int, case: Case, visit: int) -> float:
        """The random number of this key."""
        raise NotImplementedError

    def enable(self, node: int, case: Case, scope: Scope, stay: Stay | None) -> None:
        """A piece of work is there to be done."""
        raise NotImplementedError

    def hand_out(self, stay: Stay, row: ActivityRow) -> None:
        """One instance of an activity is there to be done."""
        self.enable(stay.node, stay.case, stay.scope, stay)

    def cancel_work(self, work: Work) -> None:
        """Cut a piece of work short."""
        raise NotImplementedError

    def case_done(self, case: Case) -> None:
        """The last token of the case is gone."""
        raise NotImplementedError

    def bind(self) -> None:
        """Choose once, for each node, what happens to a token that enters."""
        by_op: dict[Op, Enter] = {
            Op.PASS: self._enter_pass,
            Op.ACTIVITY: self._enter_stay,
            Op.SCOPE: self._enter_stay,
            Op.DELAY: self._enter_delay,
            Op.EXCLUSIVE: self._enter_exclusive,
            Op.PARALLEL: self._enter_parallel,
            Op.INCLUSIVE: self._enter_inclusive,
            Op.RACE: self._enter_race,
            Op.END: self._enter_end,
            Op.TERMINATE: self._enter_terminate,
            Op.THROW: self._enter_throw,
        }
        self._enter = [
            self._enter_plain if node.activity is not None and node.activity.is_plain else by_op[node.op]
            for node in self.nodes
        ]
        self._only = [node.outs[0] if len(node.outs) == 1 else None for node in self.nodes]
        self._through = [self._passes(number) for number in range(len(self.nodes))]

    def _passes(self, start: int) -> tuple[int, int] | None:
        """The way on from a node where nothing happens, so that a token need not stop there."""
        number, seen = start, set[int]()
        while self.nodes[number].op is Op.PASS and (only := self._only[number]) is not None:
            if number in seen:
                return None
            seen.add(number)
            number = only[1]
        return self._only[start] if seen else None

    # ---- moving

    def settle(self) -> None:
        """Move all tokens as far as they go without time passing."""
        ready, enter = self.ready, self._enter
        steps = 0
        while ready or self.touched:
            while ready:
                node, flow, case, scope = ready.popleft()
                if scope.alive:
                    enter[node](node, flow, case, scope)
                steps += 1
                if steps > MAX_STEPS:
                    raise RunError("simulate.endless", element=self.nodes[node].id)
            if self.touched:
                self._inclusive_joins()

    def inject(self, scope: Scope, node: int) -> None:
        """A new token in a scope, at a node."""
        scope.tokens += 1
        if self.tracks:
            scope.places[node] = scope.places.get(node, 0) + 1
        self.ready.append((node, -1, scope.case, scope))

    def leave(self, node: int, case: Case, scope: Scope) -> None:
        """A token goes on from a node that is done."""
        only = self._only[node]
        if only is not None and not self.tracks:
            flow, target = only
            if flow >= 0:
                case.flows[flow] += 1
            while (only := self._through[target]) is not None:
                flow, target = only
                if flow >= 0:
                    case.flows[flow] += 1
            self.ready.append((target, flow, case, scope))
            return
        row = self.nodes[node]
        outs = self._chosen(node, row, case) if row.splits else row.outs
        self._send(node, outs, case, scope)

    def _send(self, node: int, outs: tuple[tuple[int, int], ...], case: Case, scope: Scope) -> None:
        if self.tracks:
            self._unplace(scope, node, 1)
        scope.tokens += len(outs) - 1
        for flow, target in outs:
            if flow >= 0:
                case.flows[flow] += 1
            if self.tracks:
                scope.places[target] = scope.places.get(target, 0) + 1
            self.ready.append((target, flow, case, scope))
        if not scope.tokens:
            self._scope_done(scope)

    def _unplace(self, scope: Scope, node: int, count: int) -> None:
        left = scope.places[node] - count
        if left:
            scope.places[node] = left
        else:
            del scope.places[node]
        if scope.pending:
            self.touched.append(scope)

    def _visit(self, node: int, case: Case) -> int:
        visit = case.visits[node]
        case.visits[node] = visit + 1
        if visit > MAX_VISITS:
            raise RunError("simulate.endless", element=self.nodes[node].id)
        return visit

    def _chosen(self, node: int, row: NodeRow, case: Case) -> tuple[tuple[int, int], ...]:
        """The flows of an inclusive split, or of conditional flows behind an activity."""
        if row.conditions:
            data = case.data or {}
            chosen = [
                out for place, out in enumerate(row.outs)
                if place != row.default and ((test := row.conditions[place]) is None or test(data))
            ]  # fmt: skip
        else:
            visit = case.visits[node] if row.activity is None else case.visits[node] - 1
            if row.activity is None:
                case.visits[node] += 1
            chosen = [
                out for place, out in enumerate(row.outs)
                if place != row.default
                and (row.chances[place] >= 1
                     or self.draw(Purpose.BRANCH, node, case, visit * len(row.outs) + place) < row.chances[place])
            ]  # fmt: skip
        if not chosen:
            place = row.default
            if place is None:
                if row.conditions:
                    raise RunError("simulate.no-way", element=row.id)
                place = max(range(len(row.outs)), key=lambda item: row.chances[item])
            chosen = [row.outs[place]]
        return tuple(chosen)

    # ---- gateways

    def _enter_pass(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        self.leave(node, case, scope)

    def _enter_exclusive(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        row = self.nodes[node]
        if row.conditions:
            out = self._true_way(row, case)
        else:
            u = self.draw(Purpose.BRANCH, node, case, self._visit(node, case))
            place = 0
            last = len(row.outs) - 1
            chances = row.chances
            while place < last and u >= chances[place]:
                place += 1
            out = row.outs[place]
        self._send(node, (out,), case, scope)

    def _true_way(self, row: NodeRow, case: Case) -> tuple[int, int]:
        data = case.data or {}
        for place, test in enumerate(row.conditions):
            if place != row.default and (test is None or test(data)):
                return row.outs[place]
        if row.default is None:
            raise RunError("simulate.no-way", element=row.id)
        return row.outs[row.default]

    def _enter_parallel(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        row = self.nodes[node]
        if row.need > 1:
            waiting = scope.joins.setdefault(node, {})
            waiting[flow] = waiting.get(flow, 0) + 1
            if len(waiting) < row.need:
                return
            self._join(node, waiting, scope)
        self._send(node, row.outs, case, scope)

    def _join(self, node: int, waiting: dict[int, int], scope: Scope) -> None:
        """Merge one token of each flow that has one into a single token."""
        merged = len(waiting)
        for flow in list(waiting):
            if waiting[flow] == 1:
                del waiting[flow]
            else:
                waiting[flow] -= 1
        if not waiting:
            del scope.joins[node]
        scope.tokens -= merged - 1
        if self.tracks and merged > 1:
            self._unplace(scope, node, merged - 1)

    def _enter_inclusive(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        row = self.nodes[node]
        if row.need > 1:
            waiting = scope.joins.setdefault(node, {})
            waiting[flow] = waiting.get(flow, 0) + 1
            scope.pending[node] = None
            self.touched.append(scope)
            return
        self.leave(node, case, scope)

    def _inclusive_joins(self) -> None:
        """Fire the inclusive joins to which no further token of their scope can come."""
        scopes, self.touched = dict.fromkeys(self.touched), []
        for scope in scopes:
            for node in list(scope.pending):
                reach = self.nodes[node].reach
                if not scope.alive or any(place in reach for place in scope.places if place != node):
                    continue
                waiting = scope.joins[node]
                self._join(node, waiting, scope)
                if not waiting:
                    del scope.pending[node]
                self.leave(node, scope.case, scope)
                return self.touched.append(scope)
        return None

    def _enter_race(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        """An event-based gateway: of the events behind it the first one comes; ties go by the order drawn."""
        row = self.nodes[node]
        best: tuple[int, int, int] | None = None
        for place, (_flow, target) in enumerate(row.outs):
            other = self.nodes[target]
            sampler = other.delay or (other.activity.duration if other.activity else None)
            if sampler is None:
                continue
            u = self.draw(Purpose.DELAY, target, case, self._visit(target, case))
            length = int(sampler.quantile(u) + 0.5)
            if best is None or length < best[0]:
                best = (length, place, target)
        if best is None:
            return
        self.schedule(self.now + best[0], self._race_won, (node, best[1], best[2], case, scope))

    def _race_won(self, event: tuple[int, int, int, Case, Scope]) -> None:
        node, place, target, case, scope = event
        if not scope.alive:
            return
        if self.tracks:
            self._unplace(scope, node, 1)
            scope.places[target] = scope.places.get(target, 0) + 1
        flow = self.nodes[node].outs[place][0]
        if flow >= 0:
            case.flows[flow] += 1
        self.leave(target, case, scope)

    def _enter_delay(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        sampler = self.nodes[node].delay
        assert sampler is not None
        length = int(sampler.quantile(self.draw(Purpose.DELAY, node, case, self._visit(node, case))) + 0.5)
        self.schedule(self.now + length, self._delay_over, (node, case, scope))

    def _delay_over(self, event: tuple[int, Case, Scope]) -> None:
        node, case, scope = event
        if scope.alive:
            self.leave(node, case, scope)

    # ---- activities

    def _enter_plain(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        if case.visits[node] > MAX_VISITS:
            raise RunError("simulate.endless", element=self.nodes[node].id)
        self.enable(node, case, scope, None)

    def _enter_stay(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        row = self.rows[node]
        assert row is not None
        stay = Stay(node, case, scope)
        visit = case.visits[node]
        if visit > MAX_VISITS:
            raise RunError("simulate.endless", element=self.nodes[node].id)
        if row.instances is not None:
            u = self.draw(Purpose.INSTANCES, node, case, visit)
            stay.left = max(0, int(row.instances.quantile(u) + 0.5))
        if self.cancels:
            scope.active[stay] = None
        for boundary in row.boundaries:
            if boundary.delay is not None and boundary.times:
                self._arm(stay, boundary, boundary.times)
        if stay.left == 0:
            self._stay_done(stay)
            return
        at_once = 1 if row.sequential else stay.left
        stay.to_start = stay.left - at_once
        for _instance in range(at_once):
            self._start_part(stay, row)

    def _start_part(self, stay: Stay, row: ActivityRow) -> None:
        if not row.starts:
            self.hand_out(stay, row)
            return
        stay.case.visits[stay.node] += 1
        stay.case.seen[stay.node].visits += 1
        inner = Scope(stay.case, stay)
        stay.parts[inner] = None
        for start in row.starts:
            self.inject(inner, start)

    def part_done(self, stay: Stay) -> None:
        """One instance of an activity is over."""
        if not stay.alive:
            return
        stay.left -= 1
        row = self.rows[stay.node]
        if stay.to_start and row is not None:
            stay.to_start -= 1
            self._start_part(stay, row)
        elif not stay.left:
            self._stay_done(stay)

    def _stay_done(self, stay: Stay) -> None:
        stay.alive = False
        stay.scope.active.pop(stay, None)
        row = self.rows[stay.node]
        for boundary in row.boundaries if row else ():
            if boundary.probability is not None:
                u = self.draw(Purpose.OUTCOME, boundary.node, stay.case, self._visit(boundary.node, stay.case))
                if u < boundary.probability:
                    self._by_boundary(stay, boundary)
                    if boundary.interrupting:
                        return
        self.leave(stay.node, stay.case, stay.scope)

    def _arm(self, stay: Stay, boundary: BoundaryRow, left: int) -> None:
        """Let a timer run that comes `left` more times."""
        assert boundary.delay is not None
        u = self.draw(Purpose.DELAY, boundary.node, stay.case, self._visit(boundary.node, stay.case))
        length = int(boundary.delay.quantile(u) + 0.5)
        self.schedule(self.now + length, self._boundary_due, (stay, boundary, left))

    def _boundary_due(self, event: tuple[Stay, BoundaryRow, int]) -> None:
        stay, boundary, left = event
        if not (stay.alive and stay.scope.alive):
            return
        self._by_boundary(stay, boundary)
        if left != 1 and stay.alive and stay.scope.alive:
            self._arm(stay, boundary, left - 1)

    def _by_boundary(self, stay: Stay, boundary: BoundaryRow) -> None:
        """A token goes on from a boundary event, in place of the activity's or beside it."""
        scope = stay.scope
        scope.tokens += 1
        if self.tracks:
            scope.places[boundary.node] = scope.places.get(boundary.node, 0) + 1
        if boundary.interrupting:
            self._cancel_stay(stay)
            scope.tokens -= 1
            if self.tracks:
                self._unplace(scope, stay.node, 1)
        self.leave(boundary.node, stay.case, scope)

    # ---- cutting short

    def _cancel_stay(self, stay: Stay) -> None:
        stay.alive = False
        stay.scope.active.pop(stay, None)
        for part in list(stay.parts):
            if isinstance(part, Scope):
                self._kill(part)
            elif isinstance(part, Stay):
                self._cancel_stay(part)
            else:
                self.cancel_work(part)
        stay.parts.clear()

    def _kill(self, scope: Scope) -> None:
        scope.alive = False
        for item in list(scope.active):
            if isinstance(item, Stay):
                self._cancel_stay(item)
            else:
                self.cancel_work(item)
        scope.active.clear()
        scope.tokens = 0

    # ---- ends

    def _enter_end(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        if self.tracks:
            self._unplace(scope, node, 1)
        scope.tokens -= 1
        if not scope.tokens:
            self._scope_done(scope)

    def _scope_done(self, scope: Scope) -> None:
        scope.alive = False
        stay = scope.owner
        if stay is None:
            self.case_done(scope.case)
        else:
            stay.parts.pop(scope, None)
            self.part_done(stay)

    def _enter_terminate(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        self._kill(scope)
        self._scope_done(scope)

    def _enter_throw(self, node: int, flow: int, case: Case, scope: Scope) -> None:
        """An error or escalation end: the nearest boundary event around it that fits takes it."""
        row = self.nodes[node]
        around = scope.owner
        while around is not None:
            host = self.rows[around.node]
            for boundary in host.boundaries if host else ():
                if boundary.catches == row.throws and boundary.code in (None, row.code):
                    if not boundary.interrupting:
                        self._enter_end(node, flow, case, scope)
                    self._by_boundary(around, boundary)
                    return
            around = around.scope.owner
        if row.throws == "escalation":
            self._enter_end(node, flow, case, scope)
        else:
            self._enter_terminate(node, flow, case, case.root or scope)
