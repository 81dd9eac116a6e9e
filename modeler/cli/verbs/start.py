"""What `make run` starts: the window on the sample workspace, or the demonstration where there is no display."""

from __future__ import annotations

import os
import sys

from modeler.cli.output import out, stop
from modeler.cli.verb import Verb
from modeler.cli.verbs.demo import demo
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.registry import load_object


def has_display() -> bool:
    """Whether a window can be shown."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start() -> None:
    """Open the window, or do the main job headless."""
    if has_display():
        run = load_object("modeler.ui.app:open_sample")
        stop(int(run()))
    out().print(_("There is no display here: the main job runs headless instead."))
    demo()


VERB = Verb("start", start, N_("Open the window on the sample workspace, or the demonstration without a display."),
            draws=True, hidden=True)  # fmt: skip
