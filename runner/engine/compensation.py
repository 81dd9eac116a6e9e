"""Compensation: what is done is noted where it was done, and undone in reverse order when somebody says so.

The root of a scope keeps, in `internal_data["undoable"]`, an entry for each activity that ended and can be undone:
its node, the local variables of its run, and what was noted inside of it. Whoever undoes (a throwing event, a
cancelled transaction, or a sub-process that is undone as a whole) takes the entries and runs one handler after the
other; it waits for each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.util.task import TaskState

from runner.bundle.graph import EventDefinition
from runner.core.errors import RunError

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.lowering import Program
    from runner.engine.tokens import Scope, Token, Tokens

EACH = "#each"


class Compensation:
    """What can be undone in one case, and the undoing of it."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    # -- noting -----------------------------------------------------------------------------------

    def inside_of(self, host: Token) -> list[dict[str, Any]]:
        """What was noted in the scope of a token."""
        scope = self.case.workflow.subprocesses.get(host.id)
        return list(scope.task_tree.internal_data.get("undoable", ())) if scope is not None else []

    def ended(self, token: Token) -> None:
        """A node, or one run of it, has ended: note what would undo it."""
        spec, data = token.task_spec, token.internal_data
        inside = data.pop("inside_of", None)
        if "undoes" in data or (spec.node.loop is not None and not spec.inner):
            return
        if spec.node.id not in spec.program.handlers and not inside:
            return
        entry: dict[str, Any] = {"node": spec.node.id}
        if "local" in data:
            entry["local"] = dict(data["local"])
        if spec.node.id not in spec.program.handlers:
            entry["inside"] = inside
        if "variables_of" in data:
            entry["variables"] = data.pop("variables_of")
        root = token.workflow.task_tree.internal_data
        root["undoable"] = [*root.get("undoable", ()), entry]

    # -- undoing ----------------------------------------------------------------------------------

    def throw(self, token: Token, event: EventDefinition) -> bool:
        """Undo one activity, or all that ended in the scope. True: there is nothing to undo."""
        scope = self._meant(token, event.ref)
        if scope is None:
            return True
        token.internal_data["undo_in"] = scope.task_tree.key
        token.internal_data["to_undo"] = self._taken(scope, event.ref)
        return not self._next(token)

    def reopen(self, host: Token) -> bool:
        """Open a sub-process, or a called process, again to undo what was done in it. True: there is nothing to
        undo."""
        undo, node, program = host.internal_data.pop("undo"), host.task_spec.node, host.task_spec.program
        host.internal_data["reopened"] = True
        key, called = node.id, node.kind == "callActivity"
        if called:
            program = self.case.model.programs[node.called]
            key = program.root
        scope = self.case.workflow.open_scope(host, program.scopes[key], called, undo.get("variables", {}))
        root = scope.task_tree
        root._set_state(TaskState.COMPLETED)
        own = program.undoing(key) if undo["whole"] else None
        if own is not None:
            # its own event sub-process undoes it, and may undo what was done inside
            root.internal_data["undoable"] = undo["inside"]
            host.internal_data["to_undo"] = []
            child = scope.place(own.id, data={"undoes": host.key, "take": []})
            child.task_spec._update(child)
            return False
        host.internal_data.update(undo_in=root.key, to_undo=undo["inside"][::-1])
        if self._next(host):
            return False
        self.case.workflow.close_scope(host)
        return True

    def undone(self, token: Token) -> None:
        """A handler has ended, or was taken away: the next one, or whoever undoes goes on."""
        try:
            driver = self.case.find(token.internal_data["undoes"])
        except RunError:
            return  # it was taken away with the rest
        if not self._next(driver) and driver.id not in self.case.workflow.subprocesses:
            driver._set_state(TaskState.READY)  # a scope that was opened for it ends with its last token

    def stopped(self, driver: Token) -> None:
        """Whoever undoes was taken away: what is not undone yet can still be undone."""
        entries: list[dict[str, Any]] = driver.internal_data.get("to_undo") or []
        for scope in self.case.scopes() if entries else ():
            if scope.task_tree.key == driver.internal_data["undo_in"]:
                root = scope.task_tree.internal_data
                root["undoable"] = [*entries[::-1], *root.get("undoable", ())]

    def cancel(self, token: Token) -> bool:
        """Cancel the transaction around a token: what runs in it is taken away, what was done is undone."""
        scope: Tokens = token.workflow
        while scope is not self.case.workflow:
            host = cast("Scope", scope).host
            if host.task_spec.node.kind == "transaction":
                break
            scope = host.workflow
        else:
            return True
        host.internal_data["cancelled"] = "now"
        for other in scope.live():
            if other is not token:
                other.cancel()
        if scope is token.workflow:
            return True
        host.internal_data["inside"] = "done"  # the token went with the sub-process that it stood in
        host._set_state(TaskState.READY)
        return False

    def after_cancel(self, host: Token) -> bool:
        """A cancelled transaction has come to rest: undo what was done in it, then its cancel event comes."""
        data = host.internal_data
        data["given"] = True  # what was not done puts nothing into data stores
        inside = data.pop("inside_of", None)
        if data["cancelled"] == "now" and inside:
            data.update(cancelled="undone", undo={"inside": inside, "whole": False})
            if not self.reopen(host):
                return False
        del data["cancelled"]
        return not self.case.throws.cancelled(host)

    # -- on a return ------------------------------------------------------------------------------

    def covered(self, scope: Tokens, nodes: Collection[str]) -> set[str]:
        """The activities whose work would be undone if these nodes of a scope were: themselves, or what ended inside
        of them."""
        return set(self._covered(self._noted(scope, nodes), self.case.waiting.program_of(scope)))

    def take(self, scope: Tokens, nodes: Collection[str]) -> list[dict[str, Any]]:
        """The entries of these nodes of a scope, the last first; they cannot be taken again."""
        data, taken = scope.task_tree.internal_data, self._noted(scope, nodes)
        left = [entry for entry in data.get("undoable", ()) if entry not in taken]
        if taken:
            data["undoable"] = left
        return taken[::-1]

    def run(self, scope: Tokens, entries: Sequence[Mapping[str, Any]]) -> None:
        """Begin to undo entries, in their order; the case goes on meanwhile."""
        for entry in entries:
            self._place(scope, entry, "")

    @staticmethod
    def _noted(scope: Tokens, nodes: Collection[str]) -> list[dict[str, Any]]:
        return [entry for entry in scope.task_tree.internal_data.get("undoable", ()) if entry["node"] in nodes]

    def _covered(self, entries: Sequence[Mapping[str, Any]], program: Program) -> Iterator[str]:
        for entry in entries:
            node = program.nodes[entry["node"]]
            called = self.case.model.programs.get(node.called or "") if node.kind == "callActivity" else None
            inner, key = (program, node.id) if called is None else (called, called.root)
            if "inside" not in entry or inner.undoing(key) is not None:
                yield node.id
            else:
                yield from self._covered(entry["inside"] or (), inner)

    # -- inside -----------------------------------------------------------------------------------

    def _meant(self, token: Token, ref: str | None) -> Tokens | None:
        """The scope that a throwing event is about: its own, around an event sub-process; or that of the activity."""
        scope: Tokens = token.workflow
        while True:
            program = self.case.waiting.program_of(scope)
            host = None if scope is self.case.workflow else cast("Scope", scope).host
            if ref is None:
                found = host is None or not host.task_spec.node.event_sub_process
            else:
                found = ref in program.nodes and program.scope_key(program.nodes[ref]) == scope.spec.name
            if found:
                return scope
            if host is None or scope.isolated:
                return None
            scope = host.workflow

    @staticmethod
    def _taken(scope: Tokens, ref: str | None) -> list[dict[str, Any]]:
        """Entries to undo, the last first; each is taken once."""
        data = scope.task_tree.internal_data
        noted = data.pop("undoable", [])
        left = [entry for entry in noted if ref is not None and entry["node"] != ref]
        if left:
            data["undoable"] = left
        return [entry for entry in noted if ref is None or entry["node"] == ref][::-1]

    def _next(self, driver: Token) -> bool:
        """Run the next handler. False: all is undone."""
        entries = driver.internal_data.get("to_undo")
        if not entries:
            for name in ("to_undo", "undo_in"):
                driver.internal_data.pop(name, None)
            return False
        entry, driver.internal_data["to_undo"] = entries[0], entries[1:]
        key = driver.internal_data["undo_in"]
        scope = next(one for one in self.case.scopes() if one.task_tree.key == key)
        self._place(scope, entry, driver.key)
        return True

    def _place(self, scope: Tokens, entry: Mapping[str, Any], driver: str) -> None:
        """Let what undoes an activity begin; `driver`: who waits for it (empty: nobody)."""
        program = self.case.waiting.program_of(scope)
        data: dict[str, Any] = {"undoes": driver, "take": []}
        if "local" in entry:
            data["local"] = entry["local"]
        if "inside" in entry:
            node = program.nodes[entry["node"]]
            name = node.id + EACH if node.loop is not None else node.id
            data.update(armed=True, fetched=True, given=True, undo={**entry, "whole": True})
        else:
            name = program.handlers[entry["node"]]
        child = scope.place(name, data=data)
        child.task_spec._update(child)
