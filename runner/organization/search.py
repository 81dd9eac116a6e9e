"""Finding people by name, pinyin, initials or id."""

from __future__ import annotations

from runner.organization.model import Organization, User


def find_people(
    organization: Organization, text: str, *, limit: int = 20, include_inactive: bool = False
) -> list[User]:
    """The people who fit a text, the best first: whole name, beginning of a name, initials, anywhere.

    `zs`, `zhang`, `zhangsan` and `张` all find 张三 (pinyin `zhang san`). An empty text gives everyone.
    """
    wanted = _plain(text)
    ranked = []
    for place, user in enumerate(organization.users):
        rank = _rank(user, wanted) if user.active or include_inactive else None
        if rank is not None:
            ranked.append((not user.active, rank, place, user))
    ranked.sort(key=lambda item: item[:3])
    return [item[3] for item in ranked[:limit]]


def _rank(user: User, wanted: str) -> int | None:
    """How well a person fits, 0 best; None for not at all."""
    if not wanted:
        return 0
    names = [user.name] if isinstance(user.name, str) else list(user.name.values())
    written = [_plain(name) for name in (*names, user.id, user.pinyin) if name]
    if wanted in written:
        return 0
    if any(name.startswith(wanted) for name in written):
        return 1
    parts = [part for name in (*names, user.pinyin) for part in name.casefold().split()]
    if any(_initials(name).startswith(wanted) for name in (user.pinyin, *names) if " " in name):
        return 2
    if any(part.startswith(wanted) for part in parts):
        return 3
    return 4 if any(wanted in name for name in written) else None


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).replace("'", "")


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.casefold().split())
