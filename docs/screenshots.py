"""Takes the pictures in docs/images from the example corpus, in a real browser: `make screenshots`."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from dateline import pipeline
from dateline.record.store import Record
from dateline.show.page import server

HERE = Path(__file__).parent
REPORTS = HERE.parent / "examples" / "withdrawal" / "reports"
PICTURES = {
    "timeline": ("", (1100, 760), []),
    "report": ("reports.html", (1100, 700), ["Soleimani tué à Bagdad"]),
    "figures": ("figures.html", (1100, 760), ["soldier, US, Iraq"]),
    "conflicts": ("conflicts.html", (1100, 620), []),
    "narrow": ("index.html?lang=fr", (360, 700), []),
}
"""For each picture where it begins, how large the window is, and which links are followed."""


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "withdrawal.dateline"
        with Record.open(path, create=True) as record:
            pipeline.build([REPORTS], record)
        opened = server.listening(0)
        config = uvicorn.Config(server.application(path, "en"), log_level="error", lifespan="off")
        running = uvicorn.Server(config)
        served = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
        served.start()
        try:
            take(f"http://{server.HOST}:{opened.getsockname()[1]}/")
        finally:
            running.should_exit = True
            served.join()


def take(address: str) -> None:
    """Take the pictures of what is served there."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    (HERE / "images").mkdir(exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (begin, (wide, high), followed) in PICTURES.items():
            page = browser.new_page(viewport={"width": wide, "height": high})
            page.goto(address + begin)
            for link in followed:
                page.get_by_role("link", name=link).first.click()
            page.wait_for_load_state()
            page.screenshot(path=HERE / "images" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
