"""The pages over HTTP, for the browser of this machine alone: it listens on 127.0.0.1, answers only whoever calls it
by that name, and only reads."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ... import pack
from ...model import Unusable
from ...record.store import Record
from .pages import FIRST, POLICY, Pages, words_in

HOST = "127.0.0.1"
CALLED = [HOST, "localhost"]
"""The names under which a browser may call: a page elsewhere whose name leads here is refused."""
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


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


def application(path: Path, lang: str | None) -> ASGIApp:
    """The pages of the record at `path`, read anew for each request; without `lang`, in the language that the browser
    asks for."""

    def answer(request: Request) -> Response:
        words = words_in(lang or asked_for(request.headers.get("accept-language", "")))
        try:
            with Record.open(path) as record:
                pages = Pages(record, words)
                page = pages.page(request.path_params["name"] or FIRST)
                return HTMLResponse(page) if page is not None else HTMLResponse(pages.missing(), 404)
        except (Unusable, sqlite3.Error) as problem:
            return PlainTextResponse(str(problem), 503)

    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=CALLED, www_redirect=False)
    return Guarded(Starlette(routes=[Route("/{name:path}", answer, methods=["GET"])], middleware=[hosts]))


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
