"""Running a scenario in a worker process of its own, so that neither the window nor a rehearsal waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from modeler.ui.context import Context
from runner.bundle.bundle import Bundle
from runner.core.registry import load_object
from runner.simulate import messages  # noqa: F401  # declares the sentences of the answers
from runner.simulate.result import SimulationResult
from runner.simulate.scenario import Scenario
from runner.ui.kit.jobs import Handle


class Run:
    """One run under way. `stop()` ends it early: what is done by then is still delivered."""

    def __init__(self) -> None:
        self.stopped = False

    def stop(self) -> None:
        """End early and keep what is done."""
        self.stopped = True


class Simulator:
    """Keeps one worker for simulations; the first run starts it. Close it.

    `maker` makes the client, by default `runner.protocol.client.WorkerClient`.
    """

    def __init__(self, maker: Callable[[], Any] | None = None) -> None:
        self._maker = maker
        self._client: Any = None

    def start(
        self,
        context: Context,
        bundle: Bundle,
        scenario: Scenario,
        *,
        owner: QObject,
        done: Callable[[SimulationResult], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float | None, str], None],
    ) -> Run:
        """Run a scenario; all callbacks come in the window's thread."""
        run = Run()
        given = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)

        def work(handle: Handle) -> SimulationResult:
            def tell(count: int, total: int) -> None:
                if not handle.cancelled:
                    handle.progress(count / total if total else None, f"{count:,} / {total:,}")

            answer = self._worker().simulate(
                bundle, given, progress=tell, cancel=lambda: run.stopped or handle.cancelled
            )
            return SimulationResult.model_validate(answer)

        # no title: the place shows the progress itself, with its own button
        context.jobs.run(work, owner=owner, done=done, failed=failed, progress=progress)
        return run

    def _worker(self) -> Any:
        if self._client is None:
            maker: Any = self._maker or load_object("runner.protocol.client:WorkerClient")
            self._client = maker()
        return self._client

    def close(self) -> None:
        """End the worker process if there is one."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
