"""Who handles this step, and why: the one function that preview, simulation and runner ask.

The pipeline: context, strategy, scope, inactive people out, agents in, starter
rule, nobody twice, empty rule, and a trail that explains each step.
"""

from __future__ import annotations

from collections.abc import Mapping

from runner.core.i18n import N_
from runner.core.messages import declare
from runner.organization.case import CaseFacts, Outcome, Question, Resolution
from runner.organization.directory import bare, directory_of, distinct
from runner.organization.handler import SUPPORTED, Handler
from runner.organization.model import Organization
from runner.organization.strategies import STRATEGY, Rounds, starters_head, superior_of
from runner.organization.trail import TrailStep
from runner.organization.who import expand_who, split_who, who_name

__all__ = ["CaseFacts", "Resolution", "TrailStep", "expand_who", "resolve", "who_name"]

declare(
    {
        "organization.unknown-strategy": (N_("There is no handler rule called {strategy}."), ""),
        "organization.inactive": (N_("{person} is not active and was left out."), ""),
        "organization.agent": (N_("{person} is away; {agent} acts on behalf."), ""),
        "organization.agent-missing": (
            N_("{person} is away and has no active agent; the step stays with {person}."),
            "",
        ),
        "organization.same-self": (N_("{person} started the case and decides alone, as the rule allows."), ""),
        "organization.same-skip": (N_("{person} started the case and is left out."), ""),
        "organization.same-replaced": (N_("{person} started the case: {other} decides instead."), ""),
        "organization.same-nobody": (N_("{person} started the case, and nobody can decide instead."), ""),
        "organization.already-agreed": (N_("{person} has already agreed in this case and is not asked again."), ""),
        "organization.all-agreed": (N_("Everyone of this step has already agreed: it passes by itself."), ""),
        "organization.empty-stop": (N_("Nobody can handle this step: the case stops here with an alert."), ""),
        "organization.empty-pass": (N_("Nobody can handle this step: it passes, as the rule says."), ""),
        "organization.empty-reject": (N_("Nobody can handle this step: it is rejected, as the rule says."), ""),
        "organization.empty-user": (N_("Nobody can handle this step: {people} takes over, as the rule says."), ""),
        "organization.empty-admin": (N_("Nobody can handle this step: the process admins take over."), ""),
        "organization.assigned": (N_("Asked: {people}."), ""),
    }
)

UNSUPPORTED: Mapping[str, str] = {
    "group": "organization.unsupported-group",
    "costCentreOwner": "organization.unsupported-cost-centre",
    "projectManager": "organization.unsupported-project",
    "starterChoice": "organization.unsupported-choice",
    "previousChoice": "organization.unsupported-choice",
    "matrix": "organization.unsupported-matrix",
}
"""The strategies known by name but not answered -> the code whose sentence says why."""

declare(
    {
        "organization.unsupported-group": (
            N_("Groups are not part of the organisation yet."),
            N_("Use a role instead of the group."),
        ),
        "organization.unsupported-cost-centre": (
            N_("Cost centres have no owner in the organisation yet."),
            N_("Choose the executive or a role instead."),
        ),
        "organization.unsupported-project": (
            N_("Projects have no manager in the organisation yet."),
            N_("Put the manager into a person field and use that field."),
        ),
        "organization.unsupported-choice": (
            N_("Choosing the next handler by hand is not there yet."),
            N_("Put the choice into a person field and use that field."),
        ),
        "organization.unsupported-matrix": (
            N_("Approval matrices are not there yet."),
            N_("Use a condition and one step for each band instead."),
        ),
    }
)


def resolve(handler: Handler, organization: Organization, case: CaseFacts) -> Resolution:
    """The people who handle a step of a case, by round, with the outcome and the trail that explains it.

    Never raises for what a user can write; never returns an inactive or unknown person.
    """
    question = Question(handler, directory_of(organization), case)
    if handler.strategy not in SUPPORTED:
        return _refused(question)
    agents: dict[str, str] = {}
    rounds = [_with_agents(question, _active(question, one), agents) for one in STRATEGY[handler.strategy](question)]
    if handler.strategy != "starter" and not case.reentered:
        rounds = _starter_rule(question, rounds, agents)
    rounds = [distinct(one) for one in rounds]
    had_people = any(rounds)
    rounds, skipped = _not_twice(question, rounds)
    rounds = [one for one in rounds if one]
    people = distinct(user for one in rounds for user in one)
    acting = {agent: principal for agent, principal in agents.items() if agent in people}
    if rounds:
        question.note("assigned", people=question.names(people))
        return _answer(question, rounds, "assigned", skipped, acting)
    if had_people:
        question.note("all-agreed")
        return _answer(question, [], "pass", skipped)
    return _empty_rule(question)


def _answer(
    question: Question,
    rounds: Rounds,
    outcome: Outcome,
    skipped: list[str] | None = None,
    agents: dict[str, str] | None = None,
) -> Resolution:
    return Resolution(
        tuple(tuple(one) for one in rounds), tuple(question.trail), outcome, tuple(skipped or ()), agents or {}
    )


def _refused(question: Question) -> Resolution:
    strategy = question.handler.strategy
    code = UNSUPPORTED.get(strategy, "organization.unknown-strategy")
    question.note(code.removeprefix("organization."), strategy=strategy)
    return _answer(question, [], "unsupported")


def _active(question: Question, people: list[str]) -> list[str]:
    kept = []
    for user in people:
        if question.directory.is_active(user):
            kept.append(user)
        elif question.directory.knows(user):
            question.note("inactive", person=question.name(user))
    return kept


def _with_agents(question: Question, people: list[str], agents: dict[str, str]) -> list[str]:
    """Replace those who are away by their agents; no chain longer than one."""
    answer = []
    for user in people:
        absence = question.directory.absence(user, question.case.now.date(), question.case.process)
        if absence is None:
            answer.append(user)
            continue
        agent = bare(absence.agent) if absence.agent else ""
        if agent and agent != user and question.directory.is_active(agent):
            question.note("agent", person=question.name(user), agent=question.name(agent))
            if agent not in people:
                agents[agent] = user
            answer.append(agent)
        else:
            question.note("agent-missing", person=question.name(user))
            answer.append(user)
    return answer


def _starter_rule(question: Question, rounds: Rounds, agents: dict[str, str]) -> Rounds:
    """What happens where the handler is the starter (与发起人同一人)."""
    starter, rule = question.case.starter, question.handler.same
    if not any(starter in one for one in rounds):
        return rounds
    if rule == "self":
        question.note("same-self", person=question.name(starter))
        return rounds
    if rule == "skip":
        question.note("same-skip", person=question.name(starter))
        return [[user for user in one if user != starter] for one in rounds]
    other = superior_of(question) if rule == "superior" else starters_head(question)
    other = [user for user in _with_agents(question, _active(question, other), agents) if user != starter]
    if other:
        question.note("same-replaced", person=question.name(starter), other=question.names(other))
    else:
        question.note("same-nobody", person=question.name(starter))
    answer = []
    for one in rounds:
        replaced: list[str] = []
        for user in one:
            replaced.extend(other if user == starter else [user])
        answer.append(replaced)
    return answer


def _not_twice(question: Question, rounds: Rounds) -> tuple[Rounds, list[str]]:
    """去重: who has agreed before is not asked again; within one step nobody is asked twice anyway."""
    approved = question.case.approved_by
    rule = question.handler.distinct
    done: set[str] = set()
    if rule == "instance":
        done = {user for users in approved.values() for user in users}
    elif rule == "adjacent":
        node = question.case.previous_node or next(reversed(list(approved)), None)
        done = set(approved.get(node, ())) if node else set()
    skipped: list[str] = []
    seen: set[str] = set()
    answer: Rounds = []
    for one in rounds:
        kept = []
        for user in one:
            if user in done:
                if user not in skipped:
                    skipped.append(user)
                    question.note("already-agreed", person=question.name(user))
            elif user not in seen:
                kept.append(user)
        seen.update(kept)
        answer.append(kept)
    return answer, skipped


def _empty_rule(question: Question) -> Resolution:
    """审批人为空: nobody is left."""
    rule = question.handler.empty
    if rule == "pass":
        question.note("empty-pass")
        return _answer(question, [], "pass")
    if rule == "reject":
        question.note("empty-reject")
        return _answer(question, [], "reject")
    if rule == "admin":
        question.note("empty-admin")
        admins = [user for user in question.case.admins if question.directory.is_active(user)]
        return _answer(question, [admins] if admins else [], "admin")
    if rule == "user":
        named = question.param("emptyWho")
        starter = question.case.starter
        people = distinct(
            user
            for text in split_who(named)
            for user in expand_who(text, question.directory.organization, starter=starter)
        )
        if people:
            question.note("empty-user", people=question.names(people))
            return _answer(question, [people], "assigned")
    question.note("empty-stop")
    return _answer(question, [], "empty-stop")
