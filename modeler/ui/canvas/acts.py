"""What can be done on the canvas by key or menu: one row an act. The window's table of actions
(`modeler.ui.actions`) names an act as `place.<id>`; the page of shortcuts is made from both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.ui.canvas.arranging import WAYS
from modeler.ui.canvas.toolbox import TOOLS
from runner.core.i18n import N_
from runner.core.registry import load_object
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class CanvasAct:
    """`keys`: plain keys that do it while the canvas has the focus, as Qt names them; `text`: a message, as
    the page of shortcuts says it; empty where the act has no plain key."""

    id: str
    run: Callable[[CanvasView], object]
    keys: tuple[str, ...] = ()
    text: str = ""


def _of(target: str) -> Callable[[CanvasView], object]:
    """What `module:function` of the canvas does; imported when first done: a start reads the table."""
    return lambda view: load_object(f"modeler.ui.canvas.{target}")(view)


def _take(name: str) -> Callable[[CanvasView], object]:
    return lambda view: view.take_named_tool(name)


ACTS: dict[str, CanvasAct] = {
    act.id: act
    for act in (
        *(CanvasAct(f"take-{spec.id}", _take(spec.id), (spec.key,), spec.text) for spec in TOOLS.values()),
        CanvasAct("create", _of("menus:open_create"), ("N",), N_("Create any element")),
        CanvasAct(
            "append",
            lambda view: load_object("modeler.ui.canvas.menus:open_create")(view, view.selection.single),
            ("A",),
            N_("Append any element"),
        ),
        CanvasAct("morph", _of("menus:open_morph"), ("R",), N_("Change the type")),
        CanvasAct("rename", lambda view: view.edit_label(), ("E", "F2"), N_("Edit the label")),
        CanvasAct("remove", lambda view: view.delete_selection(), ("Del", "Backspace"), N_("Remove")),
        CanvasAct("copy", _of("clipboard:copy")),
        CanvasAct("cut", _of("clipboard:cut")),
        CanvasAct("paste", _of("clipboard:paste")),
        CanvasAct("duplicate", _of("clipboard:duplicate")),
        CanvasAct("copy_picture", _of("clipboard:copy_picture")),
        CanvasAct("colour", _of("colours:open_colours")),
        CanvasAct("find", _of("search:open_search")),
        CanvasAct("select_all", lambda view: view.select_all()),
        CanvasAct("zoom_in", lambda view: view.zoom_in()),
        CanvasAct("zoom_out", lambda view: view.zoom_out()),
        CanvasAct("zoom_actual", lambda view: view.zoom_reset()),
        CanvasAct("zoom_fit", lambda view: view.fit()),
        *(CanvasAct(way.id, way.run) for way in WAYS),
        CanvasAct("tidy-up", _of("tidying:tidy_up")),
        CanvasAct("lead-again", _of("tidying:lead_again")),
        CanvasAct("wrap", _of("containers:wrap")),
        CanvasAct("unwrap", _of("containers:unwrap")),
        CanvasAct("add-diagram", _of("containers:add_diagram")),
        CanvasAct("open-inside", _of("inside:open_inside")),
        CanvasAct("toggle_grid", lambda view: view.toggle_grid()),
    )
}

_NAMED_KEYS = {"Del": "Delete"}
_BY_KEY: dict[int, CanvasAct] = {
    getattr(Qt.Key, f"Key_{_NAMED_KEYS.get(key, key)}"): act for act in ACTS.values() for key in act.keys
}


def act_of_key(key: int) -> CanvasAct | None:
    """The act of a plain key."""
    return _BY_KEY.get(key)
