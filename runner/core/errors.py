"""Expected failures: raised low, caught once in a job, the command line or the window."""

from __future__ import annotations

from collections.abc import Mapping

from runner.core import messages
from runner.core.i18n import N_, tr

SYSTEM_CAUSES = frozenset(
    (
        N_("No such file or directory"),
        N_("Permission denied"),
        N_("Is a directory"),
        N_("Not a directory"),
        N_("No space left on device"),
        N_("Read-only file system"),
        N_("File name too long"),
    )
)
"""What the system says when a file cannot be read or written, as it says it in English."""


class AppError(Exception):
    """An expected failure with a code, parameters for its sentence, and an exit code.

    `exit_code` is 1 where the model, test or package is not in order, 3 where the environment
    failed (file, network, conflict).
    """

    exit_code = 3

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = {key: str(value) for key, value in params.items()}

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, self._told)

    @property
    def hint(self) -> str:
        """What to do, in the user's language; may be empty."""
        return messages.hint(self.code, self._told)

    @property
    def _told(self) -> Mapping[str, str]:
        """The parameters for a sentence: what the system says about a cause speaks the user's language."""
        cause = self.params.get("cause", "")
        return {**self.params, "cause": tr(cause)} if cause in SYSTEM_CAUSES else self.params

    def __str__(self) -> str:
        return self.message


class FileError(AppError):
    """A file could not be read or written, or changed on disk meanwhile."""


class FormatError(AppError):
    """A file's content is not what its kind asks for. `line` counts from 1 where one is known."""

    exit_code = 1

    def __init__(self, code: str, *, file: str = "", line: int | None = None, **params: object) -> None:
        super().__init__(code, file=file, line="" if line is None else line, **params)
        self.file = file
        self.line = line


class StoreError(AppError):
    """The store of cases could not be opened, read or written."""


class RunError(AppError):
    """A command to a running case was refused. `reason` is the trail that says why."""

    exit_code = 1

    def __init__(self, code: str, *, reason: tuple[str, ...] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.reason = reason


class PublishError(AppError):
    """Publishing failed or was refused."""
