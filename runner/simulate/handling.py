"""Handing out work to the people whom the rules name: rounds and seats, agents, and what happens without anybody."""

from __future__ import annotations

from runner.organization.directory import bare, directory_of
from runner.simulate.movement import Movement
from runner.simulate.pools import Pools
from runner.simulate.random import Purpose
from runner.simulate.staff import Staff
from runner.simulate.state import Stay, Turn, Work
from runner.simulate.table import ActivityRow


class Handling(Movement):
    """The part of the machine that knows people by name. A rule is asked when its step opens, and again for whoever
    is away from then on, as in the runner."""

    staff: Staff | None
    pools: Pools

    def hand_out(self, stay: Stay, row: ActivityRow) -> None:
        """One instance of an activity: asked of the rule where there is one."""
        people = stay.case.people
        if row.rule is None or self.staff is None or people is None:
            self.enable(stay.node, stay.case, stay.scope, stay)
            return
        visit = stay.case.visits[stay.node]
        chance = f"{self.draw(Purpose.OUTCOME, stay.node, stay.case, visit)}"
        turnout = self.staff.ask(row.rule, people, stay.case.data, self.now, chance)
        if turnout.rounds:
            turn = Turn(stay, turnout.rounds)
            stay.parts[turn] = None
            self._next_round(turn)
        elif turnout.found:  # it passes by itself
            stay.case.visits[stay.node] += 1
            stay.case.seen[stay.node].visits += 1
            self.part_done(stay)
        else:
            self.staff.unfound[row.rule.node.id] += 1
            self.enable(stay.node, stay.case, stay.scope, stay)

    def _next_round(self, turn: Turn) -> None:
        (turn.left, seats), *rest = turn.rounds
        turn.rounds = tuple(rest)
        for users in seats:
            self._seat(turn, users)

    def _seat(self, turn: Turn, users: tuple[str, ...]) -> None:
        assert self.staff is not None
        visit = turn.case.visits[turn.node]
        turn.case.visits[turn.node] = visit + 1
        work = Work(turn.node, turn.case, turn.scope, turn, self.now, visit)
        work.profile = self.pools.profile(turn.node, tuple(self.staff.pool_of[user] for user in users))
        turn.parts[work] = None
        self.pools.request(work, self.now)

    def part_done(self, stay: Stay) -> None:
        """A seat, or one instance of an activity, is over."""
        if not isinstance(stay, Turn):
            super().part_done(stay)
            return
        if not stay.alive:
            return
        stay.left -= 1
        if stay.left:
            return
        for part in list(stay.parts):  # what is decided needs the others no longer
            self.cancel_work(part)
        stay.parts.clear()
        if stay.rounds:
            self._next_round(stay)
            return
        stay.alive = False
        row, people = self.rows[stay.node], stay.case.people
        if row is not None and row.rule is not None and people is not None:
            people.acted(row.rule.node, [self._name(pool) for pool in dict.fromkeys(stay.hands)])
        stay.host.parts.pop(stay, None)
        self.part_done(stay.host)

    def _name(self, pool: int) -> str:
        return self.pools.states[pool].person

    def absences(self, _whom: object) -> None:
        """An absence begins or is over: what waits for somebody away goes to the agent, and does not come back."""
        staff = self.staff
        assert staff is not None
        day = staff.day(self.now)
        directory = directory_of(staff.organization).at(day)
        for work in self.pools.waiting():
            row, turn = self.rows[work.node], work.stay
            if row is None or row.rule is None or not isinstance(turn, Turn):
                continue
            graph = row.rule.graph
            before = self.pools.people(work)
            others = {self._name(pool) for pool in turn.hands} | {
                user for part in turn.parts if part is not work for user in self.pools.people(part)
            }
            after = []
            for user in before:
                absence = directory.absence(user, day, graph.code or graph.process)
                agent = bare(absence.agent or "") if absence is not None and absence.mode == "replace" else ""
                can = agent in staff.pool_of and directory.is_active(agent) and agent not in others
                is_own = work.case.people is not None and agent == work.case.people.starter
                after.append(agent if can and not is_own else user)
            if after != list(before):
                users = dict.fromkeys(after)
                self.pools.withdraw(work, self.now)
                work.profile = self.pools.profile(work.node, tuple(staff.pool_of[user] for user in users))
                self.pools.request(work, self.now)
