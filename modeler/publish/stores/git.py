"""The `git` program as publishing calls it: without a shell, questions or hooks, and with an end to waiting.

What only asks is asked again after a pause; a push is made once, and whether it arrived is read afterwards.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from modeler.publish.wire.line import Line, current_line
from modeler.publish.wire.security import DIRECT, checked_proxy
from runner.connectors.keyring import Keyring, NoSecret
from runner.core.errors import PublishError
from runner.core.folders import data_folder
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.bad-repository": (
            N_("{address} is not the address of a git repository."),
            N_("Write it like git:/srv/processes.git#main, git:https://name@host/processes.git or "
               "git:ssh://git@host/processes.git; the password is kept in the keyring, never here."),
        ),
        "publish.no-git": (
            N_("The program git was not found on this machine, or is older than 2.31."),
            N_("Install git and publish again."),
        ),
        "publish.no-repository": (
            N_("There is no git repository at {server}, or this account may not see it."),
            N_("Make an empty one there (git init --bare), or check the address."),
        ),
        "publish.host-unknown": (
            N_("This machine has not met the host of {server} yet, or its key has changed."),
            N_("Connect once by hand (ssh) and look at the key of the host; then publish again."),
        ),
        "publish.host-changed": (
            N_("The host of {server} shows another key than the one this machine knows it by."),
            N_("Somebody may stand between. Ask whoever manages the server whether its key was changed, before the "
               "old one is taken out (ssh-keygen -R HOST). Nothing was sent."),
        ),
        "publish.ssh-refused": (
            N_("The host of {server} takes none of the keys that ssh shows it: {message}"),
            N_("Load the key into the agent (ssh-add), or give its public part to whoever manages the server."),
        ),
        "publish.git-refuses": (
            N_("The repository {server} does not take it: {message}"),
            N_("Nothing was changed there. Whoever manages the repository can say why."),
        ),
    }
)  # fmt: skip

AGAIN = (0.5, 2.0)
"""Seconds before what only asks is asked again."""
_LOOK, _MOVE = 60.0, 900.0
"""Seconds until a program that asks, or one that moves files, is ended."""
_BRANCH = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")
_SCP = re.compile(r"(?P<user>\w[\w.-]*)@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?P<path>[^\s:-][^\s:]*)")
_UNKNOWN = ("authentication failed", "permission denied", "could not read username", "could not read password",
            "returned error: 401", "terminal prompts disabled")  # fmt: skip
_MISSING = ("does not appear to be a git repository", "repository not found", "does not exist", "returned error: 404",
            "not found", "is this a git repository")  # fmt: skip
_GONE = ("could not resolve", "unable to access", "connection", "could not read from remote", "hung up",
         "early eof", "timed out", "disconnect", "returned error: 5")  # fmt: skip
_UNSAFE = ("certificate", "tls", "ssl")
_VARIABLE = "SLIPWAY_PASSPHRASE"
_OPENER = (
    '!f() { test "$1" = get && grep -q "^protocol=cert$" && printf "username=key\\npassword=%s\\n" '
    f'"${_VARIABLE}"; }}; f'
)
"""Answers git where it asks for the passphrase of a key, and nothing else that it may ask."""
_SETTINGS = {
    "credential.helper": "",
    "core.askPass": "",
    "core.fsmonitor": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "push.gpgSign": "false",
    "push.followTags": "false",
    "push.recurseSubmodules": "no",
    "fetch.recurseSubmodules": "false",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "60",
}


@dataclass(frozen=True)
class Repository:
    """Where a repository is, and the branch. `url` is what git is told, without a name at `http(s)`; `user` is the
    name there, whose password lies in the keyring under `host`."""

    url: str
    branch: str
    user: str = ""
    host: str = ""
    is_on_disk: bool = False

    @property
    def server(self) -> str:
        """The address as it goes into receipts."""
        return f"git:{self.url}#{self.branch}"

    @property
    def is_web(self) -> bool:
        """Whether it is behind http or https."""
        return self.url.startswith(("http:", "https:"))


def repository(address: str) -> Repository:
    """`/path`, `http(s)://[user@]host/path`, `ssh://[user@]host/path` or `user@host:path`, with `#branch` (default:
    main). Raises `PublishError` (`publish.bad-repository`)."""
    place, _hash, branch = address.strip().partition("#")
    branch = branch or "main"
    found = _on_disk(place, branch) or _by_url(place, branch) or _by_ssh(place, branch)
    if found is None or not _BRANCH.fullmatch(branch) or ".." in branch or branch.endswith((".lock", ".")):
        raise PublishError("publish.bad-repository", address=re.sub(r"//[^/@]*:[^/@]*@", "//…@", address))
    return found


def _on_disk(place: str, branch: str) -> Repository | None:
    path = Path(place).expanduser()
    return Repository(str(path), branch, is_on_disk=True) if path.is_absolute() and "\n" not in place else None


def _by_url(place: str, branch: str) -> Repository | None:
    try:
        parts: SplitResult = urlsplit(place)
        fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname or ""
    if not fine or not re.fullmatch(r"[a-z0-9\[][a-z0-9.:\]-]*", host) or parts.password is not None or parts.query:
        return None
    if parts.scheme in ("http", "https"):
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return Repository(bare, branch, unquote(parts.username or ""), host)
    return Repository(place, branch) if parts.scheme == "ssh" and not place.startswith("ssh://-") else None


def _by_ssh(place: str, branch: str) -> Repository | None:
    return Repository(place, branch) if _SCP.fullmatch(place) else None


def unfit_repository(address: str) -> str:
    """Why an address cannot be used, in the user's language; empty where it can."""
    try:
        repository(address)
    except PublishError as error:
        return error.message
    return ""


@dataclass(frozen=True)
class Said:
    """What the program said, and how it ended."""

    status: int
    out: bytes
    err: str


class Git:
    """The program, told of one repository. Every failure is a `PublishError`."""

    def __init__(
        self,
        at: Repository,
        *,
        keyring: Keyring | None = None,
        pause: Callable[[float], None] = time.sleep,
        line: Line | None = None,
    ) -> None:
        self.at = at
        self._line = line or current_line()
        self._keyring = keyring or Keyring()
        self._pause = pause

    def ask(self, *words: str, seconds: float = _LOOK, folder: Path | None = None) -> bytes:
        """Ask the repository; again after a pause where it is gone. Raises `PublishError`."""
        for pause in AGAIN:
            try:
                return self._answered(words, seconds, folder)
            except PublishError as error:
                if error.code != "publish.unreachable":
                    raise
            self._pause(pause)
        return self._answered(words, seconds, folder)

    def bring(self, folder: Path, *wanted: str) -> None:
        """Fetch these (`+from:to`) into a repository on this disk. Raises `PublishError`."""
        self.ask("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self.at.url, *wanted,
                 seconds=_MOVE, folder=folder)  # fmt: skip

    def wait(self) -> None:
        """A moment, before what another run may have held is asked for again."""
        self._pause(AGAIN[0])

    def push(self, folder: Path, *wanted: str) -> str:
        """Push all of these or none, never by force, once. Empty where it was done; `moved` where somebody pushed
        meanwhile. Raises `PublishError`."""
        words = ["push", "--porcelain", "--atomic", "--no-verify", "--no-follow-tags"]
        if self.at.is_on_disk:  # else the hooks that lie there would run here, in this account's name
            words.append(f"--receive-pack=git -c core.hooksPath={os.devnull} receive-pack")
        said = self._run([*words, "--", self.at.url, *wanted], seconds=_MOVE, folder=folder, remote=True)
        if said.status == 0:
            return ""
        refused = [line for line in said.out.decode(errors="replace").splitlines() if line.startswith("!")]
        if any(_is_move(line) for line in refused):
            return "moved"
        if refused:
            raise self._refused("\n".join([*_told(said.err), *refused]))
        raise self._failed(said, changes=True)

    def local(
        self, *words: str, folder: Path | None = None, data: bytes = b"", fine: tuple[int, ...] = (0,)
    ) -> bytes:
        """Work on a repository on this disk. Raises `PublishError` (`publish.git-refuses`)."""
        said = self._run(words, seconds=_MOVE, folder=folder, data=data)
        if said.status not in fine:
            raise self._refused(said.err)
        return said.out

    def _answered(self, words: tuple[str, ...], seconds: float, folder: Path | None) -> bytes:
        said = self._run(words, seconds=seconds, folder=folder, remote=True)
        if said.status:
            raise self._failed(said, changes=False)
        return said.out

    def _run(
        self,
        words: tuple[str, ...] | list[str],
        *,
        seconds: float,
        folder: Path | None,
        data: bytes = b"",
        remote: bool = False,
    ) -> Said:
        program = shutil.which("git")
        if program is None:
            raise PublishError("publish.no-git")
        where = ["--git-dir", str(folder)] if folder is not None else []
        started = subprocess.Popen(  # noqa: S603  # git, its words made here or checked, no shell
            [program, *where, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder or _aside(),  # no settings of a repository that happens to lie around here
            env=self._environment(remote),
            start_new_session=os.name == "posix",
            creationflags=0x08000000 if os.name == "nt" else 0,  # no window of a console
        )
        try:
            out, err = started.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(started)
            return Said(124, b"", "timed out")
        except BaseException:
            _end(started)
            raise
        return Said(started.returncode, out, err.decode(errors="replace"))

    def _environment(self, remote: bool) -> dict[str, str]:
        """The user's own, without what would ask a question or lead elsewhere; the password is no word of the call,
        and goes to this host alone."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_ASKPASS"))}
        settings = {**_SETTINGS, "core.hooksPath": os.devnull}
        if remote and self.at.user:
            try:
                secret = self._keyring.secret(self.at.host, self.at.user)
            except NoSecret as error:
                raise PublishError("publish.no-password", user=self.at.user, host=self.at.host) from error
            word = base64.b64encode(f"{self.at.user}:{secret}".encode()).decode()
            settings[f"http.{_base(self.at.url)}.extraHeader"] = f"Authorization: Basic {word}"
        if remote and self.at.is_web:
            settings |= self._way(kept)
        told: Mapping[str, str] = {
            "GIT_CONFIG_COUNT": str(len(settings)),
            **{f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(settings)},
            **{f"GIT_CONFIG_VALUE_{number}": value for number, value in enumerate(settings.values())},
        }
        return {
            **kept, **told, "LC_ALL": "C", "LANGUAGE": "C", "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "file:http:https:ssh", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
            "GIT_OPTIONAL_LOCKS": "0", "GIT_CEILING_DIRECTORIES": str(data_folder()),
        }  # fmt: skip

    def _way(self, kept: dict[str, str]) -> dict[str, str]:
        """What the environment says of the way, for this host alone. A passphrase goes into `kept`, the variables of
        the program, and out of there only to whoever opens the key. Raises `PublishError`."""
        security, base = self._line.security, f"http.{_base(self.at.url)}"
        found: dict[str, str] = {}
        if security.authority is not None or security.certificate is not None:
            security.context(self._keyring)  # the files are looked at here, where there are sentences for them
        if security.authority is not None:
            found |= {f"{base}.sslCAInfo": str(security.authority), "http.schannelUseSSLCAInfo": "true"}
        if security.certificate is not None:
            found |= {f"{base}.sslCert": str(security.certificate), f"{base}.sslKey": str(security.key_file)}
            if secret := security.passphrase(self._keyring):
                kept[_VARIABLE] = secret
                found |= {f"{base}.sslCertPasswordProtected": "true", "credential.helper": _OPENER}
        if security.proxy == DIRECT:
            found["http.proxy"] = ""
        elif security.proxy:
            parts, login = checked_proxy(security.proxy), security.proxy_login(self._keyring)
            host = parts.netloc.rpartition("@")[2]
            who = ":".join(quote(one, safe="") for one in login) + "@" if login else ""
            found["http.proxy"] = f"{parts.scheme}://{who}{host}"
        return found

    def _unsafe(self, text: str) -> PublishError | None:
        """Why there was no safe connection. The words of git say little, and a server that hangs up on whoever shows
        no certificate may be gone before it is heard; so it is looked for once more from here."""
        if not self.at.url.startswith("https:") or "returned error" in text:
            return None
        try:
            self._line.look(self.at.url)
        except PublishError as error:
            return error
        if not any(word in text for word in _UNSAFE):
            return None
        return PublishError("publish.tls-failed", server=self.at.server, cause=" ".join(_told(text)[-1:])[:200])

    def _failed(self, said: Said, *, changes: bool) -> PublishError:
        text, cause = said.err.lower(), " ".join(_told(said.err)[:1])[:300] or "?"
        told = {"server": self.at.server, "user": self.at.user or "?", "cause": cause, "message": cause}
        if "host identification has changed" in text:
            return PublishError("publish.host-changed", **told)
        if "host key verification" in text:
            return PublishError("publish.host-unknown", **told)
        if refused := re.search(r"permission denied \([^)]*\)", text):
            return PublishError("publish.ssh-refused", **{**told, "message": refused[0]})
        if re.search(r"(?:response|error:|after connect,? code:?) 407", text):
            return PublishError("publish.proxy-unauthorized", **told, proxy=self._line.proxy_for(self.at.url) or "?")
        if fault := self._unsafe(text):
            return fault
        if any(word in text for word in _UNKNOWN):
            return PublishError("publish.unauthorized", **told)
        if "returned error: 403" in text:
            return PublishError("publish.forbidden", **told)
        if "returned error: 413" in text:
            return PublishError("publish.too-large-for-server", **told)
        if any(word in text for word in _MISSING):
            return PublishError("publish.no-repository", **told)
        if any(word in text for word in _GONE) or said.status == 124 or said.status < 0:
            return PublishError("publish.cut-off" if changes else "publish.unreachable", **told)
        return self._refused(said.err)

    def _refused(self, text: str) -> PublishError:
        return PublishError("publish.git-refuses", server=self.at.server, message=" ".join(_told(text))[:500] or "?")


def _aside() -> Path:
    folder = data_folder() / "git"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _told(text: str) -> list[str]:
    """The lines that say something, without the marks before them."""
    lines = (re.sub(r"^(?:fatal|error|remote|hint|warning):\s*", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def _is_move(line: str) -> bool:
    """Whether a refused reference says that somebody else was there before."""
    words = ("fetch first", "non-fast-forward", "already exists", "stale info", "failed to update ref",
             "cannot lock ref", "incorrect old value", "reference already exists", "failed to lock",
             "transaction failed")  # fmt: skip
    return any(word in line for word in words)


def _end(started: subprocess.Popen[bytes]) -> None:
    """End a program and those that it started."""
    if os.name == "posix":
        try:
            os.killpg(started.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            started.kill()
    else:
        started.kill()
    started.communicate()
