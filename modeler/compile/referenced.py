"""What of an organisation a bundle refers to: a package carries no more people than it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.forms.schema import places
from runner.organization.directory import directory_of
from runner.organization.model import ApprovalMatrix, Organization
from runner.organization.who import parse_who, people_of, split_who

_BY_DATA = frozenset(
    {
        "field", "fieldDepartmentHead", "starterChoice", "previousChoice", "previousHandler", "expression", "matrix",
        "projectManager", "costCentreOwner", "service",
    }
)  # fmt: skip


def with_referenced_organization(bundle: Bundle) -> Bundle:
    """The bundle with only those people, roles and positions that its processes can come to.

    As long as everyone may start a case, or a form asks for any person, everyone is needed; then only
    inactive people, roles and positions that nobody refers to, and past absences of people left out go.
    """
    organization = bundle.organization
    users = _people(bundle)
    named = set(_who(bundle))
    roles = {item.id for item in organization.roles if f"role:{item.id}" in named}
    strategies = {node.handler.strategy for node in _nodes(bundle) if node.handler is not None}
    tables = {node.handler.params.get("table", "") for node in _nodes(bundle) if node.handler is not None}
    services = {node.handler.params.get("service", "") for node in _nodes(bundle) if node.handler is not None}
    kept = [user for user in organization.users if user.id in users]
    positions = {item.position for user in kept for item in user.assignments}
    needed = _departments(organization, {item.department for user in kept for item in user.assignments})
    trimmed = organization.model_copy(
        update={
            "departments": [item for item in organization.departments if item.id in needed],
            "positions": [item for item in organization.positions if item.id in positions],
            "roles": [item for item in organization.roles if item.id in roles or item.id == "admin"],
            "groups": [item for item in organization.groups if f"group:{item.id}" in named],
            "users": kept,
            "cost_centres": organization.cost_centres if "costCentreOwner" in strategies | _words(bundle) else [],
            "projects": organization.projects if "projectManager" in strategies | _words(bundle) else [],
            "matrices": [item for item in organization.matrices if item.id in tables],
            "services": [item for item in organization.services if item.id in services],
            "lines": [line for line in organization.lines if _is_kept(line.who, users) and _is_kept(line.to, users)],
            "absences": [item for item in organization.absences if _is_kept(item.who, users)],
        }
    )
    return replace(bundle, organization=trimmed)


def _people(bundle: Bundle) -> set[str]:
    organization = bundle.organization
    active = {user.id for user in organization.users if user.active}
    if _needs_everyone(bundle):
        return active
    directory = directory_of(organization)
    found: set[str] = set()
    for text in _who(bundle):
        who = parse_who(text)
        found.update(people_of(who, directory) if who is not None else ())
    for user in list(found):  # those who took over from them, and those above them, who may have to decide instead
        if heir := directory.heir(user):
            found.add(heir)
    for user in list(found):
        for assignment in directory.users[user].assignments if user in directory.users else ():
            heads = [item.head for item in directory.chain(assignment.department)]
            found.update(person for person in [assignment.superior, *heads] if person)
    return found & active


def _needs_everyone(bundle: Bundle) -> bool:
    closed = all(any(rule.action == "start" for rule in graph.rights.allow) for graph in bundle.graphs.values())
    if not closed:
        return True
    for graph in bundle.graphs.values():
        if any(node.handler is not None and node.handler.strategy in _BY_DATA for node in graph.nodes):
            return True
    return any(
        place.component.kind == "person" and not place.component.own("slip:within")
        for form in bundle.forms.values()
        for place in places(form.components)
    )


def _nodes(bundle: Bundle) -> Iterator[Node]:
    return (node for graph in bundle.graphs.values() for node in graph.nodes)


def _matrices(bundle: Bundle) -> Iterator[ApprovalMatrix]:
    tables = {node.handler.params.get("table") for node in _nodes(bundle) if node.handler is not None}
    return (item for item in bundle.organization.matrices if item.id in tables)


def _words(bundle: Bundle) -> set[str]:
    """The approvers of the matrices in use."""
    return {text for matrix in _matrices(bundle) for row in matrix.rows for text in row.approvers}


def _who(bundle: Bundle) -> Iterator[str]:
    yield from _words(bundle)
    for graph in bundle.graphs.values():
        yield from (rule.who for rule in (*graph.rights.allow, *graph.rights.deny))
        if graph.owner:
            yield graph.owner
        for node in graph.nodes:
            yield from node.copy_to
            if node.handler is not None:
                for name in ("who", "emptyWho", "untilRole", "from", "within"):
                    yield from split_who(node.handler.params.get(name, ""))
            if node.approval is not None:
                yield from split_who(node.approval.veto or "")
                for weight in node.approval.weights:
                    yield from split_who(weight.who)
    everywhere = bundle.rights
    for rules in (everywhere, *everywhere.categories):
        yield from (rule.who for rule in (*rules.allow, *rules.deny))
    yield "role:admin"


def _departments(organization: Organization, wanted: set[str]) -> set[str]:
    directory = directory_of(organization)
    return {above.id for item in wanted for above in directory.chain(item)}


def _is_kept(who: str, users: set[str]) -> bool:
    return who.partition(":")[2] in users if ":" in who else who in users
