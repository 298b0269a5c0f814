"""Make the picture of the page with a number opened: `python -m docs.tools.picture OUT`.

OUT is the output folder of `make run`. It needs Chromium and what `requirements-dev.txt` brings.
"""

import io
import shutil
import sys
from pathlib import Path

PICTURE = Path(__file__).resolve().parent.parent / "pictures" / "report-page.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1240, 740
#: The page has few colours; so many tell them apart and keep the file small.
COLOURS = 64


def shot(page: Path) -> bytes:
    """The report with the passages behind the second number of its summary, as PNG."""
    from playwright.sync_api import sync_playwright

    browser = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        window = opened.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        window.goto(page.resolve().as_uri())
        window.locator("#summary td a").nth(1).click()
        window.get_by_text("Copy with citation").first.wait_for()
        taken = window.screenshot()
        opened.close()
    return taken


def smaller(picture: bytes) -> bytes:
    """The same picture in fewer colours."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    PICTURE.write_bytes(smaller(shot(Path(sys.argv[1]) / "report.html")))
