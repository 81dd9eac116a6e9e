"""The container of a package: a zip of uncompressed members whose bytes are fixed by its contents.

One set of members has exactly one file: names sorted, times and permissions fixed, nothing beside. So a
reader builds what the file ought to be and compares; any other byte, also in the zip's own tables, is
refused. The structures are those of PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare

MAX_MEMBERS = 10_000
MAX_BYTES = 512 * 1024 * 1024
MAX_NAME = 512

_HINT = N_("Ask whoever sent it for the package once more; nothing was opened.")

declare(
    {
        "package.unreadable": (N_("{file} is not a package: {cause}."), _HINT),
        "package.too-many": (N_("{file} holds {count} members; a package holds at most {limit}."), _HINT),
        "package.too-large": (N_("{file} holds {size} bytes; a package holds at most {limit}."), _HINT),
        "package.duplicate": (N_("{file} holds the member {member} twice."), _HINT),
        "package.path": (N_("{file} holds a member with a path that a package may not have: {member}."), _HINT),
        "package.link": (N_("{file} holds a member that is a link or a folder: {member}."), _HINT),
        "package.compressed": (N_("{file} holds a compressed or encrypted member: {member}."), _HINT),
        "package.altered": (N_("{file} was changed after it was made, at byte {position}."), _HINT),
    }
)

_VERSION = 20  # 2.0, the oldest that every reader knows
_MADE_BY = (3 << 8) | _VERSION  # Unix, so that the permissions below are read as such
_DATE = (1 << 5) | 1  # 1 January 1980, the first day a zip can name
_MODE = (stat.S_IFREG | 0o644) << 16
_UTF8 = 1 << 11
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)


def is_safe_name(name: str) -> bool:
    """Whether a member may be called that: a relative path with `/` that stays inside any folder it is
    unpacked into, on every system."""
    if not name or len(name) > MAX_NAME or _FORBIDDEN.search(name):
        return False
    return all(
        part and part not in (".", "..") and not part.endswith((".", " ")) and not _DEVICES.fullmatch(part)
        for part in name.split("/")
    )


def folded(name: str) -> str:
    """The name as a system without case or Unicode forms sees it: two members may not share it."""
    return unicodedata.normalize("NFC", name).casefold()


def build(members: Mapping[str, bytes]) -> bytes:
    """The one file that holds these members. Raises `FormatError` where a name or size is not allowed."""
    _check_limits(list(members.items()), "")
    return b"".join(_chunks(members))


def take(data: bytes, file: str) -> dict[str, bytes]:
    """The members of a container, checked as a whole. Raises `FormatError` (`package.…`)."""
    if len(data) > MAX_BYTES + MAX_MEMBERS * 2048:
        raise FormatError("package.too-large", file=file, size=len(data), limit=MAX_BYTES)
    try:
        members = _read(data, file)
    except (zipfile.BadZipFile, struct.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise FormatError("package.unreadable", file=file, cause=error) from error
    _compare(members, data, file)
    return members


def _read(data: bytes, file: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise FormatError("package.too-many", file=file, count=len(infos), limit=MAX_MEMBERS)
        size = sum(info.file_size for info in infos)
        if size > MAX_BYTES:
            raise FormatError("package.too-large", file=file, size=size, limit=MAX_BYTES)
        seen: set[str] = set()
        for info in infos:
            _check_info(info, seen, file)
        return {info.filename: archive.read(info) for info in infos}


def _check_info(info: zipfile.ZipInfo, seen: set[str], file: str) -> None:
    # orig_filename is what stands in the file; zipfile cuts at a zero byte and swaps separators
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or info.external_attr & 0x10 or name.endswith("/"):
        raise FormatError("package.link", file=file, member=name)
    if not is_safe_name(name):
        raise FormatError("package.path", file=file, member=name)
    if folded(name) in seen:
        raise FormatError("package.duplicate", file=file, member=name)
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        raise FormatError("package.compressed", file=file, member=name)
    seen.add(folded(name))


def _check_limits(members: list[tuple[str, bytes]], file: str) -> None:
    if len(members) > MAX_MEMBERS:
        raise FormatError("package.too-many", file=file, count=len(members), limit=MAX_MEMBERS)
    size = sum(len(data) for _, data in members)
    if size > MAX_BYTES:
        raise FormatError("package.too-large", file=file, size=size, limit=MAX_BYTES)
    seen: set[str] = set()
    for name, _ in members:
        if not is_safe_name(name):
            raise FormatError("package.path", file=file, member=name)
        if folded(name) in seen:
            raise FormatError("package.duplicate", file=file, member=name)
        seen.add(folded(name))


def _compare(members: Mapping[str, bytes], data: bytes, file: str) -> None:
    position = 0
    view = memoryview(data)
    for chunk in _chunks(members):
        if view[position : position + len(chunk)] != chunk:
            raise FormatError("package.altered", file=file, position=position)
        position += len(chunk)
    if position != len(data):
        raise FormatError("package.altered", file=file, position=position)


def _chunks(members: Mapping[str, bytes]) -> Iterator[bytes]:
    entries: list[bytes] = []
    offset = 0
    for name in sorted(members):
        data = members[name]
        raw = name.encode()
        flags = 0 if name.isascii() else _UTF8
        # times, checksum, both sizes, length of the name, no extra field
        common = struct.pack(
            "<HHHHHIIIHH", _VERSION, flags, 0, 0, _DATE, zlib.crc32(data), len(data), len(data), len(raw), 0
        )
        header = b"PK\x03\x04" + common + raw
        yield header
        yield data
        entries.append(
            b"PK\x01\x02" + struct.pack("<H", _MADE_BY) + common + struct.pack("<HHHII", 0, 0, 0, _MODE, offset) + raw
        )
        offset += len(header) + len(data)
    central = b"".join(entries)
    yield central
    yield b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(central), offset, 0)


def stem_of(name: str) -> str:
    """The name of a member without folder and ending: `forms/leave.form` gives `leave`."""
    return PurePosixPath(name).stem
