"""Requests signed as S3 wants it: AWS Signature Version 4 over the headers that count and the digest of the body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import httpx

_SIGNED = ("host", "range", "date", "content-md5", "content-type", "if-match", "if-none-match")


class SignatureV4(httpx.Auth):
    """Signs a request for a region with an access key and its secret."""

    requires_request_body = True

    def __init__(self, key: str, secret: str, region: str) -> None:
        self._key, self._secret, self._region = key, secret, region

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Once, with the time of this moment."""
        now = datetime.now(UTC)
        request.headers["x-amz-content-sha256"] = hashlib.sha256(request.content).hexdigest()
        request.headers["x-amz-date"] = f"{now:%Y%m%dT%H%M%SZ}"
        path, _mark, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        request.headers["authorization"] = authorization(
            request.method, path, query, headers, self._key, self._secret, self._region
        )
        yield request


def authorization(
    method: str, path: str, query: str, headers: Mapping[str, str], key: str, secret: str, region: str
) -> str:
    """The value of `Authorization`. `path` and `query` are those of the request line, `headers` by lower-case name,
    with `x-amz-date` and `x-amz-content-sha256` (the SHA-256 of the body)."""
    told = {name: " ".join(headers[name].split()) for name in sorted(headers) if _counts(name)}
    names, stamp = ";".join(told), headers["x-amz-date"]
    canonical = "\n".join([
        method, path or "/", _canonical_query(query), *(f"{name}:{value}" for name, value in told.items()), "", names,
        headers["x-amz-content-sha256"],
    ])  # fmt: skip
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    signing = f"AWS4{secret}".encode()
    for word in (stamp[:8], region, "s3", "aws4_request"):
        signing = hmac.new(signing, word.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    made = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={key}/{scope},SignedHeaders={names},Signature={made}"


def _counts(name: str) -> bool:
    return name in _SIGNED or name.startswith("x-amz-")


def _canonical_query(query: str) -> str:
    pairs = [one.partition("=")[::2] for one in query.split("&") if one]
    quoted = [(quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")) for name, value in pairs]
    return "&".join(f"{name}={value}" for name, value in sorted(quoted))
