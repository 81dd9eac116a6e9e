"""An Operaton that asks who somebody is and checks what they may do: `admin` everything, the others nothing."""

from __future__ import annotations

import base64

from tests.servers.exchanges import ADMIN, recorded
from tests.servers.fake import Answer, Asked
from tests.servers.fake_operaton import FakeOperaton

_KEPT = recorded("guarded")
_REFUSED = {
    ("GET", "/authorization/check"): "one who may not asks whether",
    ("GET", "/authorization"): "one who may not lists rights",
    ("POST", "/authorization/create"): "one who may not gives a right",
    ("POST", "/process-definition/key/p/start"): "one who may not starts a case",
}


class GuardedOperaton(FakeOperaton):
    """Whoever does not say who they are gets nothing at all."""

    def __init__(self) -> None:
        super().__init__(guarded=True)

    def answer(self, asked: Asked) -> Answer:
        """What the administrator asks is answered; of others, what is asked in `exchanges`."""
        said = asked.headers.get("authorization", "").removeprefix("Basic ")
        name = base64.b64decode(said).decode().partition(":")[0]
        if not name:
            return Answer(401)
        if name == ADMIN[0]:
            made = ("/user/create", "/group/create")
            return (
                Answer(204)
                if asked.path in made or (asked.method == "PUT" and "/members/" in asked.path)
                else (super().answer(asked))
            )
        kept = _KEPT[_REFUSED[asked.method, asked.path]]
        return Answer(kept["status"], kept["body"])
