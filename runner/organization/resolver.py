"""Who handles this step, and why: the one function that preview, simulation and runner ask.

The pipeline: context (the day, the department that the starter starts for), strategy, scope, inactive people out
or their heirs in, count limits, agents in, starter rule, nobody twice, empty rule, order, and a trail that explains
each step.
"""

from __future__ import annotations

from collections.abc import Sequence

from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.organization.case import CaseFacts, Outcome, Question, Resolution, Rounds
from runner.organization.directory import bare, directory_of, distinct
from runner.organization.handler import Handler, count_in
from runner.organization.heads import starters_head, superior_of
from runner.organization.model import Organization
from runner.organization.strategies import STRATEGY
from runner.organization.trail import TrailStep
from runner.organization.who import expand_who, name_of, parse_who, people_of, split_who, who_name, within

__all__ = ["CaseFacts", "Resolution", "TrailStep", "expand_who", "resolve", "who_name"]

declare(
    {
        "organization.unknown-strategy": (N_("There is no handler rule called {strategy}."), ""),
        "organization.inactive": (N_("{person} is not active and was left out."), ""),
        "organization.handed-over": (N_("{person} has left and handed over to {heir}."), ""),
        "organization.added-before": (N_("{person} asked {people} to decide first."), ""),
        "organization.added-after": (N_("{person} asked {people} to decide afterwards."), ""),
        "organization.added-beside": (N_("{person} asked {people} to decide as well."), ""),
        "organization.added-delegate": (N_("{person} asked {people} for advice."), ""),
        "organization.outside": (N_("Left out, as the rule keeps to {limit}: {people}."), ""),
        "organization.too-many": (N_("The rule asks {max} at most, the first ones; left out: {people}."), ""),
        "organization.too-few": (N_("The rule wants {min} at least, and there are {count}: nobody is asked."), ""),
        "organization.copied": (N_("{person} is away; {agent} gets a copy."), ""),
        "organization.asked-later": (N_("{person} is asked again further on and not here."), ""),
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
        "organization.all-later": (N_("Everyone of this step is asked further on: it passes by itself."), ""),
        "organization.all-agreed": (N_("Everyone of this step has already agreed: it passes by itself."), ""),
        "organization.empty-stop": (N_("Nobody can handle this step: the case stops here with an alert."), ""),
        "organization.empty-pass": (N_("Nobody can handle this step: it passes, as the rule says."), ""),
        "organization.empty-reject": (N_("Nobody can handle this step: it is rejected, as the rule says."), ""),
        "organization.empty-user": (N_("Nobody can handle this step: {people} takes over, as the rule says."), ""),
        "organization.empty-admin": (N_("Nobody can handle this step: the process admins take over."), ""),
        "organization.assigned": (N_("Asked: {people}."), ""),
    }
)


def resolve(handler: Handler, organization: Organization, case: CaseFacts) -> Resolution:
    """The people who handle a step of a case, by round, with the outcome and the trail that explains it.

    Never raises for what a user can write; never returns an inactive or unknown person.
    """
    question = Question(handler, directory_of(organization), case)
    if handler.strategy not in STRATEGY:
        return _refused(question)
    agents: dict[str, str] = {}
    copies: list[str] = []
    found = STRATEGY[handler.strategy](question)
    question.quotes = ""
    rounds = [_active(question, _within(question, one)) for one in found]
    rounds = _limited(question, rounds)
    rounds = [_with_agents(question, one, agents, copies) for one in rounds]
    if handler.strategy != "starter" and not case.reentered:
        rounds = _starter_rule(question, rounds, agents, copies)
    rounds = [distinct(one) for one in rounds]
    had_people = any(rounds)
    rounds, skipped = _not_twice(question, rounds)
    rounds = [one for one in rounds if one]
    people = distinct(user for one in rounds for user in one)
    acting = {agent: principal for agent, principal in agents.items() if agent in people}
    if rounds:
        question.note("assigned", people=question.names(people))
        informed = [agent for agent in dict.fromkeys(copies) if agent not in people]
        return _answer(question, rounds, "assigned", skipped, acting, informed)
    if had_people:
        is_later = any(step.code == "organization.asked-later" for step in question.trail)
        question.note("all-later" if is_later else "all-agreed")
        return _answer(question, [], "pass", skipped)
    return _empty_rule(question)


def _answer(
    question: Question,
    rounds: Rounds,
    outcome: Outcome,
    skipped: list[str] | None = None,
    agents: dict[str, str] | None = None,
    copies: Sequence[str] = (),
) -> Resolution:
    people = tuple(tuple(one) for one in rounds)
    return Resolution(people, tuple(question.trail), outcome, tuple(skipped or ()), agents or {}, tuple(copies))


def _refused(question: Question) -> Resolution:
    question.note("unknown-strategy", strategy=question.handler.strategy or "?")
    return _answer(question, [], "unsupported")


def _within(question: Question, people: list[str]) -> list[str]:
    """Only those whom `within` keeps: the starter's company, department, or people named."""
    text = question.param("within")
    if not text or not people:
        return people
    directory, starter = question.directory, question.case.starter
    limit: LocalText
    if text == "company":
        limit = directory.company_name(directory.company(starter, question.department))
    elif text == "department":
        limit = directory.department_name(question.department)
    else:
        named = [(one, who) for one in split_who(text) if (who := parse_who(one)) is not None]
        limit = question.listed([name_of(who, directory) or one for one, who in named])
    kept = within(text, people, directory, starter=starter, department=question.department)
    out = [item for item in people if item not in kept]
    if out:
        question.note("outside", limit=limit, people=question.names(out))
    return kept


def _active(question: Question, people: list[str]) -> list[str]:
    kept = []
    for user in people:
        if question.directory.is_active(user):
            kept.append(user)
        elif heir := question.directory.heir(user):
            question.note("handed-over", person=question.name(user), heir=question.name(heir))
            kept.append(heir)
        elif question.directory.knows(user):
            question.note("inactive", person=question.name(user))
    return kept


def _limited(question: Question, rounds: Rounds) -> Rounds:
    """Count limits: nobody where there are fewer than `min`, the first ones where there are more than `max`."""
    people = distinct(user for one in rounds for user in one)
    least, most = (count_in(question.param(name)) for name in ("min", "max"))
    if people and least is not None and len(people) < least:
        question.note("too-few", min=str(least), count=str(len(people)))
        return []
    if most is None or len(people) <= most:
        return rounds
    question.note("too-many", max=str(most), people=question.names(people[most:]))
    kept = set(people[:most])
    return [[user for user in one if user in kept] for one in rounds]


def _with_agents(question: Question, people: list[str], agents: dict[str, str], copies: list[str]) -> list[str]:
    """Replace those who are away by their agents, or note who gets a copy; no chain longer than one."""
    answer = []
    for user in people:
        absence = question.directory.absence(user, question.case.now.date(), question.case.process)
        if absence is None:
            answer.append(user)
            continue
        agent = bare(absence.agent) if absence.agent else ""
        if agent and agent != user and question.directory.is_active(agent) and absence.mode == "copy":
            question.note("copied", person=question.name(user), agent=question.name(agent))
            copies.append(agent)
            answer.append(user)
        elif agent and agent != user and question.directory.is_active(agent):
            question.note("agent", person=question.name(user), agent=question.name(agent))
            if agent not in people:
                agents[agent] = user
            answer.append(agent)
        else:
            question.note("agent-missing", person=question.name(user))
            answer.append(user)
    return answer


def _starter_rule(question: Question, rounds: Rounds, agents: dict[str, str], copies: list[str]) -> Rounds:
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
    other = [user for user in _with_agents(question, _active(question, other), agents, copies) if user != starter]
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
            if user in skipped:
                continue
            if user in done:
                skipped.append(user)
                question.note("already-agreed", person=question.name(user))
            elif rule == "last" and user in question.case.later:
                skipped.append(user)
                question.note("asked-later", person=question.name(user))
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
        admins = _not_own_case(
            question, [user for user in question.case.admins if question.directory.is_active(user)]
        )
        return _answer(question, [admins] if admins else [], "admin")
    if rule == "user":
        named = question.param("emptyWho")
        starter = question.case.starter
        people = distinct(
            user
            for text in split_who(named)
            if (who := parse_who(text)) is not None
            for user in people_of(who, question.directory, starter=starter)
            if question.directory.is_active(user)
        )
        people = _not_own_case(question, people)
        if people:
            question.note("empty-user", people=question.names(people))
            return _answer(question, [people], "assigned")
    question.note("empty-stop")
    return _answer(question, [], "empty-stop")


def _not_own_case(question: Question, people: list[str]) -> list[str]:
    """Whoever steps in for nobody does not decide a case of their own where the step forbids that."""
    starter = question.case.starter
    if question.handler.same == "self" or question.case.reentered or starter not in people:
        return people
    question.note("same-skip", person=question.name(starter))
    return [user for user in people if user != starter]
