"""Steering a rehearsal from the window: steps, break points, going back, looking at what an act changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from modeler.ui.canvas.overlays.run import RunOverlay
from modeler.ui.places.rehearse import played
from modeler.ui.places.rehearse.axis import way_of
from modeler.ui.places.rehearse.called import called_by, process_with
from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.shown_cases import next_number
from modeler.ui.places.rehearse.walking import Walk, moves
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class Steering(QObject):
    """What lies on the canvas of a run, and the acts that steer it; works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        self.overlay = RunOverlay()
        place.canvas.lay_over(self.overlay)
        self.walk = Walk(place.canvas, self.overlay)
        self.menu = QMenu(place)
        self._case: str | None = None
        self._lines = 0
        self._known: tuple[str, int] | None = None
        bar = place.time_line.steps
        bar.backAsked.connect(self.back)
        bar.stepAsked.connect(lambda: self._steer("step"))
        bar.intoAsked.connect(lambda: self._steer("step_into"))
        bar.runAsked.connect(lambda: self._steer("run_on"))
        bar.steppingAsked.connect(self.set_stepping)
        place.time_line.actChosen.connect(place.rehearsal.look_at)
        place.facts.backAsked.connect(self.go_back)
        place.canvas.contextRequested.connect(self.open_menu)
        page = place.middle.post_page
        page.sent.connect(self.send)
        page.dropped.connect(lambda number: place.rehearsal.steer(lambda steer: steer.discard(number)))

    # acts ----------------------------------------------------------------------------------------

    def _steer(self, verb: str) -> None:
        case = self._place.rehearsal.case
        if case is not None:
            self._place.rehearsal.steer(lambda steer: getattr(steer, verb)(case))

    def set_stepping(self, on: bool) -> None:
        """Step through each act from now on, or run to the next person."""
        self._place.rehearsal.steer(lambda steer: steer.set_pace(stepping=on))

    def back(self) -> None:
        """One act back."""
        snapshot = self._place.rehearsal.snapshot
        to = played.act_before(snapshot.history, snapshot.kept)
        if to is not None:
            self.go_back(to)

    def go_back(self, to: int) -> None:
        """Back to how the case was after an act, on whatever way that was."""
        case = self._place.rehearsal.case
        if case is not None:
            self._place.middle.notice.hide()
            self._place.rehearsal.steer(lambda steer: steer.back(case, to), self._went_back)

    def _went_back(self, _changed: Any) -> None:
        history = self._place.rehearsal.snapshot.history
        said = next((line.payload for line in reversed(history) if line.kind == "went_back"), {})
        count = int(said.get("steps", 0))
        what = _("The case is as it was then; the clock, too.")
        if count:
            what = trn("The case went back {count} act.", "The case went back {count} acts.", count)
        means = [_("What was left is kept: a click on it in the time line shows it, and leads there.")]
        if said.get("others"):
            means.append(_("Other cases keep what they got meanwhile."))
        if said.get("asked"):
            means.append(
                trn("{count} call to a system is not undone.", "{count} calls to systems are not undone.",
                    int(said["asked"]))
            )  # fmt: skip
        self._place.notify(what, " ".join(means))

    # the post ------------------------------------------------------------------------------------

    def show_post(self, on: bool) -> None:
        """Show the messages and signals between cases, or the task again."""
        self._place.rehearsal.reads_post = on
        self._place.rehearsal.look()

    def send(self, kind: str, name: str, correlation: dict[str, Any], data: dict[str, Any]) -> None:
        """Send a message or signal by hand."""

        def act(runner: Any) -> bool:
            sent = runner.signal(name, data) if kind == "signal" else runner.message(name, correlation, data)
            return bool(sent)

        def done(heard: bool) -> None:
            what = _("“{name}” was sent.").format(name=name)
            means = _("A case has taken it.") if kind == "message" else _("All who waited for it have heard it.")
            if not heard:
                means = _("Nobody waits for it: it is kept until a case does.")
                if kind == "signal":
                    means = _("Nobody waits for it: a signal is not kept.")
            self._place.notify(what, means)

        self._place.rehearsal.run(act, done)

    # break points --------------------------------------------------------------------------------

    def toggle_break(self, element: str) -> None:
        """Stop before a step from now on, or no more."""
        rehearsal = self._place.rehearsal
        process = process_with(rehearsal.bundle, element, self._place.called.processes) or ""
        breaks = {name: set(nodes) for name, nodes in rehearsal.snapshot.pace.breaks.items()}
        breaks.setdefault(process, set()).symmetric_difference_update({element})
        given = {name: sorted(nodes) for name, nodes in breaks.items() if nodes}
        rehearsal.steer(lambda steer: steer.set_pace(breaks=given))

    def clear_breaks(self) -> None:
        """No break points any more."""
        self._place.rehearsal.steer(lambda steer: steer.set_pace(breaks={}))

    def _all_breaks(self) -> set[str]:
        return {node for nodes in self._place.rehearsal.snapshot.pace.breaks.values() for node in nodes}

    def open_menu(self, element: str, at: QPoint) -> None:
        """The menu of a step on the canvas."""
        index = self._place.canvas.index
        self.menu.clear()
        breaks = self._all_breaks()
        if index is not None and element in index.nodes:
            text = _("Do not stop here any more") if element in breaks else _("Stop before this step")
            self.menu.addAction(icon("pause"), text).triggered.connect(lambda: self.toggle_break(element))
            called = called_by(self._place.rehearsal.bundle, element)
            if called is not None:
                told = _("Show the process that it calls")
                self.menu.addAction(icon("arrow-right"), told).triggered.connect(
                    lambda: self._place.called.choose(called)
                )
        if breaks:
            self.menu.addAction(_("Remove all break points")).triggered.connect(self.clear_breaks)
        if not self.menu.isEmpty():
            self.menu.popup(at)

    # showing -------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Show the path, the marks and the buttons; a token runs along what is new."""
        place, case, overlay = self._place, snapshot.case, self.overlay
        overlay.played = played.played(snapshot.history, place.called.processes)
        overlay.breaks = self._all_breaks()
        stopped = zip(case.stopped, case.stopped_in, strict=False) if case is not None else ()
        overlay.stopped = tuple(node for node, process in stopped if process in place.called.processes)
        is_here = case is not None and case.origin is None
        is_stopped = case is not None and bool(case.stopped)
        place.time_line.steps.show_state(
            may_go_back=is_here and played.act_before(snapshot.history, snapshot.kept) is not None,
            is_there=is_here, is_stopped=is_here and is_stopped, is_stepping=snapshot.pace.stepping,
            has_inside=case is not None and is_stopped and way_of(place.rehearsal.bundle, case.stopped[0]) == "scope",
        )  # fmt: skip
        place.middle.give_room(is_stopped or place.middle.shows_tests)
        if is_stopped or (case is not None and case.status == "completed" and not snapshot.due):
            place.time_line.time.run_at("")  # there is nothing to wait for
        self._animate(snapshot)
        place.canvas.update()

    def _animate(self, snapshot: Snapshot) -> None:
        case = snapshot.case.case if snapshot.case is not None else None
        last = snapshot.history[-1].n if snapshot.history else 0
        number = snapshot.case.ordinal if snapshot.case is not None else 0
        is_new = self._known is not None and (self._known[0] != snapshot.entry or self._known[1] < number)
        before = self._lines if case == self._case else 0 if is_new else last
        self._case, self._lines = case, last
        self._known = snapshot.entry, next_number(snapshot) - 1
        fresh = played.hops(snapshot.history, before)
        if fresh and self._place.isVisible() and moves(self._place.context.settings):
            self.walk.start(fresh)
        else:
            self.walk.stop()
