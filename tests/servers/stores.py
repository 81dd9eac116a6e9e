"""Places on the real stores of files: a new one each time, and the account of S3 whose signatures are checked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import httpx

from runner.protocol.said_secrets import say
from tests.servers.running import Server

_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
_accounts: dict[str, tuple[str, str]] = {}


def webdav_place(server: Server) -> str:
    """A folder that is not there yet."""
    return f"{server.url}/{uuid.uuid4().hex}"


def s3_place(server: Server) -> str:
    """A new bucket, and the key that may write into it."""
    name, secret = _account(server)
    bucket = f"b{uuid.uuid4().hex}"
    _reckoned(server, 1000)
    with _asking(server, "s3") as client:
        client.put(f"/{bucket}").raise_for_status()
    _reckoned(server, 0)
    say("127.0.0.1", name, secret)
    return f"{server.url.replace('://', f'://{name}@')}/{bucket}/processes"


PLACES: dict[str, Callable[[Server], str]] = {"s3": s3_place, "webdav": webdav_place}
"""Kind of target -> the address of a place on its server where nothing is."""


def _account(server: Server) -> tuple[str, str]:
    """An access key and its secret, made once."""
    if server.url not in _accounts:
        with _asking(server, "iam") as client:
            for act in ("CreateUser", "PutUserPolicy", "CreateAccessKey"):
                told = {"Action": act, "Version": "2010-05-08", "UserName": "li", "PolicyName": "all",
                        "PolicyDocument": _POLICY}  # fmt: skip
                text = client.post("/", data=told).raise_for_status().text
        found = [re.findall(f"<{name}>([^<]+)<", text)[0] for name in ("AccessKeyId", "SecretAccessKey")]
        _accounts[server.url] = (found[0], found[1])
    return _accounts[server.url]


def _reckoned(server: Server, after: int) -> None:
    """From which request on the server reckons signatures and looks at who may what."""
    httpx.post(f"{server.url}/moto-api/reset-auth", content=str(after), trust_env=False).raise_for_status()


def _asking(server: Server, service: str) -> httpx.Client:
    """Which service is meant stands in the signature, which is not looked at here."""
    scope = f"AKID/20261129/us-east-1/{service}/aws4_request"
    told = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    return httpx.Client(base_url=server.url, headers={"authorization": told}, timeout=60, trust_env=False)
