"""Starting the window: style, language, context, and what was named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from modeler.ui import faults, qt_messages
from modeler.ui.context import Context
from modeler.ui.copied import COPIED
from modeler.ui.window import MainWindow
from runner.core import collecting, i18n
from runner.core.errors import FormatError
from runner.core.settings import Settings
from runner.ui.kit.icons import icon
from runner.ui.kit.style import apply_style


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one `QApplication`, made at the first call."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qt_messages.install()
    made = QApplication(["slipway", "-style", "fusion", *arguments])  # the one that the style sheet is drawn for
    made.setApplicationName("Slipway")
    made.setApplicationDisplayName("Slipway")
    made.setDesktopFileName("slipway")
    return made


def make_window(settings: Settings | None = None) -> MainWindow:
    """A window with the user's settings applied, not shown yet."""
    problem: FormatError | None = None
    if settings is None:
        try:
            settings = Settings()
        except FormatError as error:
            problem = error
            settings = Settings(Path(error.file).with_name("settings-new.json"))
    language = settings["language"] or i18n.system_language()
    if language != i18n.current_language():
        i18n.set_language(language)
    QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en_US"))
    app = application()
    app.setWindowIcon(icon("sample", "accent"))
    apply_style(app, settings["theme"], settings["text-size"])
    window = MainWindow(Context(settings))
    if problem is not None:
        window.report(problem)
    return window


def run(arguments: Sequence[str] = (), *, looking: bool = False) -> int:
    """Open the window, and in it what the arguments name (file, workspace folder, package); returns the exit
    code. With `looking` it is the manager's window, this time."""
    from runner.core import log  # its handlers load sockets and more, which only a real start needs

    log.configure()
    app = application()
    window = make_window()
    faults.install(window)
    if looking:
        window.look_only(True)
    for argument in arguments:  # before it is shown: its first picture is then what was asked for
        _open(window, argument)
    window.context.later.add(window, collecting.resume)
    window.show()
    if not arguments and not window.context.looking:  # unsaved work waits for the full window
        window.context.later.add(window, window.files.recovering.start_again)
    code = app.exec()
    leave_clipboard()
    faults.remove()
    return code


def leave_clipboard() -> None:
    """Hand what the canvas copied over to Qt, as text or as a picture, for other programs: what Python made may not
    be left on the clipboard, as Qt would free it after Python has ended, and crash."""
    clipboard = QApplication.clipboard()
    copied = clipboard.mimeData()
    if copied is None or copied.objectName() != COPIED:  # not ours, or with Qt already
        return
    if copied.hasText():
        clipboard.setText(copied.text())
    elif copied.hasImage():
        clipboard.setImage(clipboard.image())
    else:
        clipboard.clear()


def _open(window: MainWindow, path: str) -> None:
    """Open what a start names. A fault in it is told in the window as every other fault is: it must not keep the
    window from being shown."""
    try:
        window.files.open_path(path)
    except Exception as error:  # noqa: BLE001  # nothing else stands above it yet to catch it
        faults.handle(error)


def run_looking(arguments: Sequence[str] = ()) -> int:
    """The manager's window, this time; returns the exit code."""
    return run(arguments, looking=True)


def open_sample() -> int:
    """Open the window on the user's copy of the sample workspace; returns the exit code."""
    from modeler.ui.files import sample_workspace

    return run([str(sample_workspace())])


def show_sample_once() -> str:
    """Show the window on the sample, let it paint, close it; returns the name of the file that was shown."""
    app = application()
    window = make_window()
    window.show()
    window.files.open_sample()
    for _turn in range(20):
        app.processEvents()
    document = window.context.document
    name = document.path.name if document is not None and document.path is not None else ""
    window.close()
    app.processEvents()
    return name


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
