"""A real browser before the served example corpus; skipped, with a word, where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT

AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run: make browser")
    if not CHROMIUM:
        pytest.skip("no Chromium here; install it (Debian: apt-get install chromium) or name it: CHROMIUM=path")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(example_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a copy of the example's record is served, to be judged."""
    path = shutil.copy(example_file, tmp_path_factory.mktemp("served") / "withdrawal.dateline")
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "serve", str(path), "--port", "0"]
    with subprocess.Popen([*command, "--edit", "--lang", "en"], stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout
        told = re.search(r"http://[\d.:]+/", served.stdout.readline())
        assert told
        yield told[0]
        served.terminate()


@pytest.fixture(params=[1280, 360], ids=["wide", "narrow"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A window, wide or narrow, without JavaScript of the page's own: any fault in its console fails the test."""
    window = browser.new_page(viewport={"width": request.param, "height": 800})
    window.set_default_timeout(10_000)
    faults: list[str] = []
    window.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    window.on("request", lambda sent: faults.append(sent.url) if not sent.url.startswith("http://127.0.0.1") else None)
    yield window
    window.close()
    assert [fault for fault in faults if "favicon" not in fault] == []
