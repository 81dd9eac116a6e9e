"""What an environment calls the roles and addresses of a model: put in when the words of its engine are written,
never into the package itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from modeler.dialects.writing import Settings
from modeler.publish.environments import Environment
from runner.bundle.archive import Package
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node, Service
from runner.core.i18n import N_, pick
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.organization.who import STARTER, split_who

declare(
    {
        "publish.unmapped": (
            N_("{environment} has no group for {roles}."),
            N_("Name the groups of the server in the environment; it asks that all are named."),
        ),
        "publish.no-address": (
            N_("{environment} has no address for {systems}."),
            N_("Name the addresses in the environment; it asks that all are named."),
        ),
    }
)

_NAMED = frozenset({"user", "role", "position", "department", "group"})
_OF_THE_CASE = frozenset({"starter", "field", "starterChoice", "previousChoice", "expression", "service"})


def roles_of(bundle: Bundle) -> list[str]:
    """Whoever of the model is a group on a server: `role:hr`, `department:fin/**`, and the names of rules that only
    the organisation can work out (`departmentHead`), in the order of their appearance."""
    found: dict[str, None] = {}
    for graph in bundle.graphs.values():
        levels = (graph.rights, bundle.rights, *bundle.rights.categories)
        own = [one for one in levels if getattr(one, "category", graph.category) == graph.category]
        for rule in [rule for level in own for rule in (*level.allow, *level.deny)]:
            found |= dict.fromkeys(_group(rule.who, "user"))
        for node in graph.nodes:
            found |= dict.fromkeys(_handlers(node))
    return list(found)


def _handlers(node: Node) -> Iterator[str]:
    if node.handler is None:
        return
    strategy = node.handler.strategy
    if strategy in _NAMED:
        for one in split_who(node.handler.params.get("who", "")):
            yield from _group(one, strategy)
    elif strategy not in _OF_THE_CASE:
        yield strategy


def _group(who: str, kind: str) -> Iterator[str]:
    whole = who if ":" in who or who == STARTER else f"{kind}:{who}"
    if whole != STARTER and not whole.startswith("user:"):
        yield whole


def addresses_of(bundle: Bundle) -> list[str]:
    """What a service is asked at: codes of systems, and addresses that stand in the model."""
    found: dict[str, None] = {}
    for graph in bundle.graphs.values():
        for node in graph.nodes:
            said = node.service.params if node.service is not None else {}
            for name in ("system", "url"):
                if said.get(name):
                    found[said[name]] = None
    return list(found)


def roles_with_names(bundle: Bundle | None) -> list[tuple[str, str]]:
    """The same, each with its name for people."""
    if bundle is None:
        return []
    organization = bundle.organization
    names = {f"role:{one.id}": pick(one.name) for one in organization.roles}
    names |= {f"position:{one.id}": pick(one.name) for one in organization.positions}
    names |= {f"department:{one.id}": pick(one.name) for one in organization.departments}
    names |= {f"group:{one.id}": pick(one.name) for one in organization.groups}
    return [(one, names.get(one.removesuffix("/**"), "")) for one in roles_of(bundle)]


def addresses_with_names(bundle: Bundle | None) -> list[tuple[str, str]]:
    """The same of addresses."""
    if bundle is None:
        return []
    names = {one.code: pick(one.name) for one in bundle.systems.systems}
    return [(one, names.get(one, "")) for one in addresses_of(bundle)]


def settings_of(environment: Environment | None) -> Settings:
    """What a writer is told."""
    return Settings() if environment is None else Settings(groups=dict(environment.roles))


def mapping_problems(bundle: Bundle, environment: Environment | None) -> list[Problem]:
    """What an environment that asks for all to be mapped does not map."""
    if environment is None or not environment.all_mapped:
        return []
    found = []
    known = {*environment.roles, *(f"{one}/**" for one in environment.roles)}
    if roles := [one for one in roles_of(bundle) if one not in known]:
        params = {"environment": environment.title, "roles": ", ".join(roles)}
        found.append(Problem("publish.unmapped", params=params))
    if systems := [one for one in addresses_of(bundle) if _at(one, environment.endpoints) is None]:
        params = {"environment": environment.title, "systems": ", ".join(systems)}
        found.append(Problem("publish.no-address", params=params))
    return found


def mapped(package: Package, environment: Environment | None) -> Package:
    """The package as it is written for the engine of an environment: a step that asks a system is told its address
    (`url`), an address of the model is the one there. The package that goes along stays as it was signed."""
    if environment is None or not environment.endpoints:
        return package
    graphs = {own: _graph(graph, environment.endpoints) for own, graph in package.bundle.graphs.items()}
    return replace(package, bundle=replace(package.bundle, graphs=graphs))


def _graph(graph: Graph, endpoints: Mapping[str, str]) -> Graph:
    nodes = [
        node if node.service is None else node.model_copy(update={"service": _service(node.service, endpoints)})
        for node in graph.nodes
    ]
    return graph.model_copy(update={"nodes": nodes})


def _service(service: Service, endpoints: Mapping[str, str]) -> Service:
    params = {
        name: _at(text, endpoints) or text if name != "system" else text for name, text in service.params.items()
    }
    place = endpoints.get(params.get("system", ""))
    if place is not None and not params.get("url"):
        params["url"] = place
    return service if params == service.params else service.model_copy(update={"params": params})


def _at(text: str, endpoints: Mapping[str, str]) -> str | None:
    """What stands for a text: for itself, or for the longest address that it begins with."""
    if text in endpoints:
        return endpoints[text]
    for key in sorted(endpoints, key=len, reverse=True):
        if "://" in key and text.startswith(f"{key.rstrip('/')}/"):
            return endpoints[key].rstrip("/") + text[len(key.rstrip("/")) :]
    return None
