"""The door of the command line: builds it from the verbs, and turns failures into sentences and exit codes.

Exit codes: 0 done; 1 the model, test or package is not in order; 2 wrong use; 3 the environment failed
(file, network, conflict); 70 a fault of the program.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape

from modeler.cli.output import err, print_json
from modeler.cli.speaking import SpeakingCommand, SpeakingGroup
from modeler.cli.verb import Verb
from runner.core import log
from runner.core.errors import AppError, FormatError
from runner.core.i18n import LANGUAGES, set_language, system_language
from runner.core.i18n import tr as _
from runner.core.registry import Registry
from runner.core.settings import Settings

VERBS: Registry[Verb] = Registry("modeler.cli.verbs", "VERB")
WRONG_USE = 2
FAULT = 70

_logger = logging.getLogger(__name__)


def build() -> typer.Typer:
    """The whole command line, in the current language."""
    app = typer.Typer(
        name="slipway",
        cls=SpeakingGroup,
        help=_("Draw a process, try it out, simulate it and launch it. Without a verb the window opens."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for verb in VERBS.values():
        app.command(verb.id, cls=SpeakingCommand, help=_(verb.help), hidden=verb.hidden)(verb.run)

    @app.callback()
    def root(
        language: Annotated[str, typer.Option("--language", help=_("Language of messages: en or zh."))] = "",
    ) -> None:
        if language:
            if language not in LANGUAGES:
                raise typer.BadParameter(_("Known languages: {names}.").format(names=", ".join(LANGUAGES)))
            set_language(language)

    return app


def choose_language(arguments: Sequence[str]) -> None:
    """Set the language before the help texts are made: `--language`, the setting, the system."""
    asked = ""
    for number, argument in enumerate(arguments):
        if argument == "--language" and number + 1 < len(arguments):
            asked = arguments[number + 1]
        elif argument.startswith("--language="):
            asked = argument.partition("=")[2]
    try:
        setting = str(Settings()["language"])
    except FormatError:
        setting = ""
    wanted = asked or setting or system_language()
    set_language(wanted if wanted in LANGUAGES else "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    choose_language(given)
    log.configure()
    as_json = "--json" in given
    try:
        build()(given, prog_name="slipway")
    except AppError as error:
        _tell(error, as_json)
        return error.exit_code
    except SystemExit as ended:  # usage errors say themselves what is wrong and end with 2
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if as_json and code == WRONG_USE:
            print_json(_failure("use.wrong", _("The verb was used the wrong way; --help shows how it is meant.")))
        return code
    except KeyboardInterrupt:
        err().print(_("Stopped."))
        return 3
    except Exception:
        _logger.exception("unexpected")
        sentence = _("Something went wrong inside the program. The log in your state folder says more.")
        if as_json:
            print_json(_failure("program.fault", sentence))
        err().print(sentence)
        return FAULT
    return 0


def _failure(code: str, message: str, hint: str = "", reason: Sequence[str] = ()) -> dict[str, object]:
    """What `--json` prints where a verb could not do its work."""
    return {"ok": False, "error": {"code": code, "message": message, "hint": hint, "reason": list(reason)}}


def _tell(error: AppError, as_json: bool) -> None:
    reason = list(getattr(error, "reason", ()))
    if as_json:
        print_json(_failure(error.code, error.message, error.hint, reason))
    console = err()
    console.print(f"[red]✖[/red] {escape(error.message)}")
    for step in reason:
        console.print(f"  · {escape(step)}")
    if error.hint:
        console.print(f"  [dim]{escape(error.hint)}[/dim]")
