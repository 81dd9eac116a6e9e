"""Stores of files on loopback, as strict as the specifications: WebDAV (RFC 4918, conditions by RFC 9110) and S3."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from tests.servers.fake import Answer, Asked, Fake

_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,"
    r"SignedHeaders=([^,]+),Signature=(\w+)"
)
VERSION = re.compile(r"[^/]+/[^/]+/[^/]+\.slip")


class FakeStore(Fake):
    """Files by path, with ETags and the conditions of HTTP. `ignores`: it overwrites whatever is asked."""

    def __init__(self, *, ignores: bool = False) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.ignores = ignores
        self.weak = 0

    def deployed(self) -> int:
        """Files of versions that were put there."""
        return sum(VERSION.search(path) is not None for path in self.files)

    def mark(self, path: str) -> str:
        """The ETag of a file; a weak one as often as `weak` says."""
        own = f'"{hashlib.sha256(self.files[path]).hexdigest()[:16]}-{len(self.files[path])}"'
        if self.weak:
            self.weak -= 1
            return f"W/{own}"
        return own

    def given(self, path: str) -> Answer:
        """A file."""
        if path not in self.files:
            return Answer(404)
        return Answer(data=self.files[path], headers={"ETag": self.mark(path)})

    def unmet(self, asked: Asked, path: str) -> bool:
        """Whether a condition forbids it."""
        if self.ignores:
            return False
        if asked.headers.get("if-none-match") == "*" and path in self.files:
            return True
        wanted = asked.headers.get("if-match")
        return wanted is not None and (path not in self.files or wanted.startswith("W/") or wanted != self.mark(path))

    def put(self, asked: Asked, path: str) -> Answer:
        """A file in the place of what is there."""
        is_new = path not in self.files
        self.files[path] = asked.body
        return Answer(201 if is_new else 204, headers={"ETag": self.mark(path)})


class FakeWebDav(FakeStore):
    """A folder is there before a file can be put into it; one that is there is not made again."""

    def __init__(self, *, ignores: bool = False, login: str = "") -> None:
        super().__init__(ignores=ignores)
        self.folders: set[str] = set()
        self.login = login

    def answer(self, asked: Asked) -> Answer:
        """By method."""
        if self.login and asked.headers.get("authorization") != self.login:
            return Answer(401)
        path = asked.path.strip("/")
        if asked.method == "PROPFIND":
            return self._told(asked, path)
        if asked.method == "MKCOL":
            return self._made(asked, path)
        if asked.method == "GET":
            return self.given(path)
        if asked.method != "PUT":
            return Answer(405)
        if path.rpartition("/")[0] not in self.folders:
            return Answer(409)
        return Answer(412) if self.unmet(asked, path) else self.put(asked, path)

    def _told(self, asked: Asked, path: str) -> Answer:
        if asked.headers.get("depth") != "0":
            return Answer(403)
        return Answer(207, data=b'<D:multistatus xmlns:D="DAV:"/>') if path in self.folders else Answer(404)

    def _made(self, asked: Asked, path: str) -> Answer:
        if asked.body:
            return Answer(415)
        if path in self.folders or path in self.files:
            return Answer(405)
        if path and path.rpartition("/")[0] not in self.folders:
            return Answer(409)
        self.folders.add(path)
        return Answer(201)


class FakeS3(FakeStore):
    """One bucket of one account; every request is signed, and the signature is reckoned here once more."""

    account = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    region, bucket = "us-east-1", "processes"

    @contextmanager
    def running(self, prefix: str) -> Iterator[str]:
        """Serve; what is signed is the whole path, so no prefix is taken off."""
        with super().running("") as url:
            yield f"{url}{prefix}"

    def answer(self, asked: Asked) -> Answer:
        """By method."""
        if (fault := self._unsigned(asked)) is not None:
            return fault
        bucket, _slash, path = asked.path.strip("/").partition("/")
        if bucket != self.bucket:
            return _error(404, "NoSuchBucket", "The specified bucket does not exist")
        if asked.method == "GET" and not path:
            return Answer(data=b"<ListBucketResult/>") if asked.query.get("list-type") == "2" else Answer(400)
        if asked.method == "GET":
            found = self.given(path)
            return found if found.status == 200 else _error(404, "NoSuchKey", "The specified key does not exist.")
        if asked.method != "PUT":
            return Answer(405)
        if not self.ignores and "if-match" in asked.headers and path not in self.files:
            return _error(404, "NoSuchKey", "The specified key does not exist.")
        if self.unmet(asked, path):
            return _error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        done = self.put(asked, path)
        return Answer(200, headers=done.headers)

    def _unsigned(self, asked: Asked) -> Answer | None:
        sent = asked.headers.get("authorization", "")
        match = _SIGNED.fullmatch(sent)
        key, secret = self.account
        if match is None or match[1] != key or match[3] != self.region:
            return _error(403, "InvalidAccessKeyId", "The access key you provided does not exist in our records.")
        if asked.headers["x-amz-content-sha256"] != hashlib.sha256(asked.body).hexdigest():
            return _error(400, "XAmzContentSHA256Mismatch", "The provided header does not match what was computed.")
        names = match[4].split(";")
        must = [
            one for one in asked.headers if one.startswith("x-amz-") or one in ("host", "if-match", "if-none-match")
        ]
        query = urlencode(sorted(asked.query.items()), quote_via=quote, safe="-_.~")
        head = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names)
        path = quote(asked.path, safe="/-_.~")
        text = f"{asked.method}\n{path}\n{query}\n{head}\n{match[4]}\n{asked.headers['x-amz-content-sha256']}"
        scope = f"{match[2]}/{match[3]}/s3/aws4_request"
        digest = hashlib.sha256(text.encode()).hexdigest()
        to_sign = f"AWS4-HMAC-SHA256\n{asked.headers['x-amz-date']}\n{scope}\n{digest}"
        own = f"AWS4{secret}".encode()
        for word in (match[2], match[3], "s3", "aws4_request", to_sign):
            own = hmac.new(own, word.encode(), hashlib.sha256).digest()
        if own.hex() != match[5] or not set(must) <= set(names):
            return _error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
        return None


def _error(status: int, code: str, message: str) -> Answer:
    told = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Answer(status, data=told.encode(), headers={"Content-Type": "application/xml"})
