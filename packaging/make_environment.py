"""Prepare everything that running or testing needs: .venv with pinned packages, and the system's libraries.

    python3 packaging/make_environment.py [--test] [--freeze]

Uses only the standard library, since nothing else is there yet. A second call takes a fraction of a
second: a stamp in .venv holds the digest of what was installed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

# library to load -> package of Debian and relatives, of Fedora and relatives
BASE = {
    "libEGL.so.1": ("libegl1", "mesa-libEGL"),
    "libGL.so.1": ("libgl1", "mesa-libGL"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}
SCREEN = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
}
FONT = ("fonts-wqy-microhei", "wqy-microhei-fonts")


def has_display() -> bool:
    """Whether a window can be shown."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def loads(library: str) -> bool:
    """Whether the system has this library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Whether the system has any font with Chinese characters."""
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
        return bool(found.stdout.strip())
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    names = ("wqy", "cjk", "droidsansfallback", "sourcehan", "arphic", "uming", "ukai")
    return any(name in path.name.lower() for folder in folders if folder.is_dir() for path in folder.rglob("*.tt?")
               for name in names)  # fmt: skip


def missing_packages(column: int) -> list[str]:
    """Names of the system's packages that lack; column 0 Debian, 1 Fedora."""
    wanted = {**BASE, **(SCREEN if has_display() else {})}
    missing = {packages[column] for library, packages in wanted.items() if not loads(library)}
    if not has_chinese_font():
        missing.add(FONT[column])
    return sorted(missing)


def install_system() -> None:
    """Install what the system lacks, or say exactly how and stop."""
    if sys.platform != "linux":
        return
    fedora = shutil.which("apt-get") is None and shutil.which("dnf") is not None
    missing = missing_packages(1 if fedora else 0)
    if not missing:
        return
    if fedora:
        raise SystemExit(
            f"Slipway's window needs {len(missing)} system packages. Install them, then start again:\n"
            f"    sudo dnf install {' '.join(missing)}"
        )
    command = ["apt-get", "install", "-y", "-q", *missing]
    may_sudo = shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") and (is_root or may_sudo):
        before = [] if is_root else ["sudo", "-n"]
        print("installing system packages:", *missing, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["apt-get", "update", "-q"], command):
            done = subprocess.run([*before, *step], env=environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)  # fmt: skip
            if done.returncode:
                print(done.stdout[-2000:])
                raise SystemExit("The system packages could not be installed; the reason stands above.")
        left = missing_packages(0)
        if left:
            raise SystemExit(f"Still missing after the installation: {' '.join(left)}")
        return
    raise SystemExit(
        f"Slipway's window needs {len(missing)} system packages. Install them, then start again:\n"
        f"    sudo apt-get update && sudo apt-get install {' '.join(missing)}"
    )


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install_python(extras: list[str]) -> None:
    """Create .venv and install the pinned packages into it."""
    wanted = hashlib.sha256()
    for part in (CONSTRAINTS.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), ",".join(extras).encode(),
                 sys.version.encode(), str(ROOT).encode()):  # fmt: skip
        wanted.update(part)
    stamp = VENV / ("stamp-" + ("-".join(extras) or "run"))
    python = python_of(VENV)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    if not python.exists():
        print("making .venv", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)])
        if made.returncode:
            raise SystemExit(
                "This Python has no working venv module. On Debian: sudo apt-get install python3-venv; "
                "then start again."
            )
    target = ".[" + ",".join(extras) + "]" if extras else "."
    print("installing pinned Python packages (a minute or two the first time)", flush=True)
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}  # setuptools warns of what an editable install is
    done = subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check",
                           "-c", str(CONSTRAINTS), "-e", target], cwd=ROOT, env=quiet)  # fmt: skip
    if done.returncode:
        raise SystemExit("The Python packages could not be installed; the reason stands above.")
    stamp.write_text(wanted.hexdigest())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="also the test tools")
    parser.add_argument("--freeze", action="store_true", help="also PyInstaller")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  # any Python may run this file first
        raise SystemExit(f"Slipway needs Python 3.11 or newer; this is {platform.python_version()}.")
    extras = [name for name, wanted in (("freeze", options.freeze), ("test", options.test)) if wanted]
    install_system()
    install_python(extras)
    subprocess.run([str(python_of(VENV)), "packaging/make_locale.py", "--compile"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
