"""What a server behind HTTP says when it does not do what it was asked."""

from __future__ import annotations

import httpx
import pytest

from modeler.publish.wire.http import Http
from runner.core.errors import PublishError


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(302, headers={"location": "/login"}), "publish.odd-answer"),
        (httpx.Response(404, text="<html>Not here</html>"), "publish.odd-answer"),
        (httpx.Response(404, json={"message": "no deployment of that id"}), "publish.server-fault"),
        (httpx.Response(418, text="<html>"), "publish.server-fault"),
    ],
)
def test_an_address_that_leads_past_the_interface_is_told_from_a_refusal(answer: httpx.Response, code: str) -> None:
    http = Http("http://host/flowable-rest", transport=httpx.MockTransport(lambda _request: answer))
    with pytest.raises(PublishError) as caught:
        http.get("/management/engine")
    assert caught.value.code == code
