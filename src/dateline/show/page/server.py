"""The pages over HTTP, for the browser of this machine alone: it listens on 127.0.0.1, answers only whoever calls it
by that name, and only reads, unless rows may be judged."""

from __future__ import annotations

import contextlib
import functools
import hmac
import os
import re
import secrets
import socket
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ... import pack
from ...model import Unusable
from ...record.store import Record
from .address import ASKABLE, FIRST, parsed
from .pages import Manner, Pages, policy
from .words import offered, words_in

Judge = Callable[[str, str, Mapping[str, str | None]], None]
"""Keeps a verdict on the row of an id, with its fields. Raises LookupError or ValueError where it is none."""

HOST = "127.0.0.1"
CALLED = [HOST, "localhost"]
"""The names under which a browser may call: a page elsewhere whose name leads here is refused."""
HEADERS = {
    "Content-Security-Policy": policy("'self'") + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LONGEST = 16_384
"""Bytes of a form."""
REMEMBERED = 400
"""Things worked out of a record that are kept for the next page."""
STICKY = ("asof", "lang")
ROW = re.compile("[0-9a-f]{8,64}")
"""The id of a row, whole: a form judges the one that it stands beside, and no other."""


class Guarded:
    """An application with `HEADERS` on every answer, also on refusals."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, guarded)


class Memory:
    """What was worked out of a record, for as long as its file does not change."""

    def __init__(self) -> None:
        self._state: object = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, path: Path) -> dict[Hashable, Any]:
        """What is kept of the record as it is now."""
        state = _state(path)
        if state != self._state or len(self._kept) > REMEMBERED:
            self._state, self._kept = state, OrderedDict()
        return self._kept


def application(path: Path, lang: str | None, judge: Judge | None = None) -> ASGIApp:
    """The pages of the record at `path`, read anew for each request; without `lang`, in the language that the browser
    asks for. With `judge`, pages have forms by which the user judges rows."""
    token = secrets.token_urlsafe(32) if judge else None
    memory = Memory()

    def answer(request: Request) -> Response:
        given = {key: value for key, value in request.query_params.items() if value.strip()}
        values = {key: value for key, value in given.items() if key in ASKABLE}
        sticky = {key: given.get(key, "").strip() or None for key in STICKY}
        code = sticky["lang"] if sticky["lang"] in offered() else None
        words = words_in(code or lang or asked_for(request.headers.get("accept-language", "")))
        asked = parsed(request.path_params["name"] or f"{FIRST}.html", values)
        kept = {"asof": sticky["asof"], "lang": code}
        try:
            with Record.open(path) as record:
                pages = Pages(record, words, Manner("served", token=token), sticky["asof"], memory.of(path))
                html = pages.page(asked, kept)[0] if asked else None
                return HTMLResponse(html) if html is not None else HTMLResponse(pages.missing(kept), 404)
        except ValueError as problem:
            return PlainTextResponse(f"{problem}\n", 400)
        except (Unusable, sqlite3.Error) as problem:
            return PlainTextResponse(f"{problem}\n", 503)

    async def judged(request: Request) -> Response:
        fields = await _form(request)
        if not (
            judge and token and _own(request) and hmac.compare_digest(fields.pop("token", "").encode(), token.encode())
        ):
            return PlainTextResponse("this form was not made by the page that you see; load it again\n", 403)
        row, verdict, back = (fields.pop(key, "") for key in ("row", "verdict", "back"))
        if not ROW.fullmatch(row):
            return PlainTextResponse("no row is named\n", 400)
        given: dict[str, str | None] = (
            {fields["field"]: fields.get("value") or None} if verdict == "correct" and fields.get("field") else {}
        )
        try:
            await run_in_threadpool(judge, row, verdict, given)
        except (LookupError, ValueError) as problem:
            return PlainTextResponse(f"{problem.args[0] if problem.args else problem}\n", 400)
        except (Unusable, sqlite3.Error) as problem:
            return PlainTextResponse(f"{problem}\n", 503)
        name = back.partition("?")[0]
        return RedirectResponse(f"/{back}" if parsed(name, {}) else "/", 303)

    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=CALLED, www_redirect=False)
    pages = Route("/{name:path}", answer, methods=["GET"])
    routes = [Route("/judge", judged, methods=["POST"]), pages] if judge else [pages]
    return Guarded(Starlette(routes=routes, middleware=[hosts]))


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form as browsers send it; none where it is no such form, or too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return {}
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return {}
    read = functools.partial(parse_qs, keep_blank_values=True, max_num_fields=16)
    try:
        return {key: values[-1] for key, values in read(body.decode()).items()}
    except ValueError:
        return {}


def _own(request: Request) -> bool:
    """Whether a page of this very server sends the request: by its Origin, which browsers give with every POST."""
    own = f"http://{request.headers.get('host', '')}"
    return (
        request.headers.get("origin") == own and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )


def _state(path: Path) -> object:
    """What changes whenever the record does: the sizes and times of its file and of its log."""
    states = []
    for file in (path, Path(f"{path}-wal")):
        with contextlib.suppress(OSError):
            found = os.stat(file)
            states.append((found.st_ino, found.st_size, found.st_mtime_ns))
    return states


def asked_for(header: str) -> str | None:
    """The first language of an Accept-Language header that has a pack; browsers name the one they prefer first."""
    named = (part.partition(";")[0].strip().partition("-")[0].lower() for part in header.split(","))
    return next((code for code in named if code in pack.codes()), None)


def listening(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 takes any that is free. Raises Unusable where it cannot be had."""
    try:
        return socket.create_server((HOST, port))
    except OSError as problem:
        reason = problem.strerror or problem
        raise Unusable(f"port {port} cannot be used ({reason}); choose another: --port 0 takes any") from problem


def run(app: ASGIApp, opened: socket.socket) -> None:
    """Answer until Ctrl-C."""
    config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False, lifespan="off")
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[opened])
