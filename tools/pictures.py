"""The pictures of the handbook: the album of one unit of ``samples/``, as Chromium shows it.

``python tools/pictures.py`` reads the unit's mails and writes ``docs/images/album.png``; needs playwright and Chromium.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
UNIT: Final = "惠安县松岭镇便民服务中心"


def main() -> None:
    """Make them all."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        for words in (
            ["init", "--no-input"],
            ["fetch", "--from", str(ROOT / "samples" / "mails" / UNIT)],
            ["validate"],
            ["export", "album", "--output", f"{folder}/album"],
        ):
            subprocess.run([sys.executable, "-m", "hui_reg", "-w", folder, *words, "-q"], check=False)
        page_file = next(Path(folder, "album").glob("*.html"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(page_file.as_uri())
            page.wait_for_timeout(1500)
            page.screenshot(path=str(ROOT / "docs" / "images" / "album.png"))
            browser.close()


if __name__ == "__main__":
    main()
