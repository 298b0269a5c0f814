"""From a study to the page: templates, style and script put together under a strict policy."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scr_mine.inert import clean
from scr_mine.report.page import names, plain, words
from scr_mine.report.page.chosen import chosen
from scr_mine.report.page.data import FIELDS, as_json
from scr_mine.report.page.listing import as_list
from scr_mine.report.page.showing import Showing
from scr_mine.study import Study

PACKAGE = "scr_mine.report.page"
#: The parts of the script in the order in which they stand in the page.
SCRIPTS = (
    "data",
    "recount",
    "behind",
    "passages",
    "drawer",
    "tables",
    "filters",
    "search",
    "start",
)
#: Run before anything is drawn: what only a script can use appears, what it replaces does not.
#: Where the script fails, the page is as without script.
EARLY = (
    "const page=document.documentElement;"
    'page.classList.add("js");'
    'addEventListener("error",()=>{if(!page.dataset.ready)page.classList.remove("js")});'
)


def built(study: Study, limit: int) -> str:
    """The whole page."""
    kept = chosen(study, limit=limit)
    environment = Environment(
        loader=PackageLoader(PACKAGE, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    style, script = _asset("page.css"), _script()
    return environment.get_template("page.html.jinja").render(
        study=study,
        page=Showing(study, kept),
        words=words,
        names=names,
        card=plain.as_html(study.card),
        listed=as_list(study, kept),
        kept=kept,
        fields=FIELDS,
        data=Markup(as_json(study, kept)),
        style=Markup(style),
        early=Markup(EARLY),
        script=Markup(script),
        policy=_policy((EARLY, script), style),
    )


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(scripts: tuple[str, ...], style: str) -> str:
    """Nothing may be fetched, sent or run but what is in this file, told by its hash."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _script() -> str:
    return "\n".join(['"use strict";', "(() => {", *_parts(), "})();"])


def _parts() -> Iterator[str]:
    return (_asset(f"{name}.js") for name in SCRIPTS)


def _asset(name: str) -> str:
    # A browser reads CRLF as LF, and would find another hash.
    text = files(PACKAGE).joinpath("assets", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
