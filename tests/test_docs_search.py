"""The search of the site works from a file: what stands in for a worker does what a worker does."""

from pathlib import Path

import browser

ASSETS = Path(__file__).parent.parent / "docs" / "assets"
chromium = browser.chromium

PAGE = """<!doctype html><meta charset="utf-8"><title>A page</title>
<script src="iframe-worker.js"></script>
<body><script>
  window.heard = [];
  const worker = new Worker(new URL("worker.js", location.href));
  worker.addEventListener("message", (event) => window.heard.push(event.data));
  worker.postMessage({ n: 1 });
  worker.postMessage({ n: 2 });
</script></body>"""
WORKER = (
    """self.addEventListener("message", (event) => postMessage({ twice: event.data.n * 2 }));"""
)


def opened(chromium, folder):
    (folder / "iframe-worker.js").write_text((ASSETS / "iframe-worker.js").read_text())
    (folder / "worker.js").write_text(WORKER)
    (folder / "page.html").write_text(PAGE)
    window = chromium.new_context(offline=True).new_page()
    window.goto((folder / "page.html").as_uri())
    return window


def test_what_is_said_to_the_stand_in_is_answered_in_order(chromium, tmp_path):
    window = opened(chromium, tmp_path)
    window.wait_for_function("window.heard.length === 2")
    assert window.evaluate("window.heard") == [{"twice": 2}, {"twice": 4}]


def test_it_answers_later_questions_too_and_can_be_ended(chromium, tmp_path):
    window = opened(chromium, tmp_path)
    window.wait_for_function("window.heard.length === 2")
    window.evaluate("worker.postMessage({ n: 21 })")
    window.wait_for_function("window.heard.length === 3")
    assert window.evaluate("window.heard[2]") == {"twice": 42}
    window.evaluate("worker.terminate()")
    assert window.locator("iframe").count() == 0
