"""What lives in memory: to show that what was closed is gone."""

from __future__ import annotations

import gc
import weakref


class Living:
    """The things of some kinds that live when this is made; `born_since` tells those that came later and stayed.

    What earlier tests opened may go at any time, so things are told apart and never counted.
    """

    def __init__(self, *kinds: type) -> None:
        self._kinds = kinds
        self._before = [weakref.ref(item) for item in self._all()]

    def _all(self) -> list[object]:
        gc.collect()
        return [item for item in gc.get_objects() if type(item) in self._kinds]

    def born_since(self) -> list[object]:
        """What lives now and did not then, oldest first."""
        before = {id(item) for ref in self._before if (item := ref()) is not None}
        return [item for item in self._all() if id(item) not in before]
