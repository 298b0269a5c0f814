"""Fuzz the readers, importers and models, guided by coverage: `make fuzz`.

`python tests/fuzz/run.py` runs every target for FUZZ_SECONDS (600) and says how many inputs each
tried. With the name of a target it runs that one; what the fuzzer finds stays in FUZZ_FOLDER.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
#: Bars of one input: seconds, megabytes, bytes.
SLOWEST, MEMORY, LONGEST = 30, 2500, 60_000
TRIED = re.compile(r"stat::number_of_executed_units: *(\d+)|Done (\d+) ")


def main() -> int:
    """Run what is asked for; 1 if there was a finding."""
    if len(sys.argv) > 1 and sys.argv[1] == "--one":
        return one(sys.argv[2], sys.argv[3:])
    from fuzz.targets import TARGETS

    wanted, found = sys.argv[1:] or list(TARGETS), 0
    unknown = set(wanted) - set(TARGETS)
    if unknown:
        sys.exit(f"No such target: {', '.join(sorted(unknown))}; there are: {', '.join(TARGETS)}.")
    for name in wanted:
        found += not each(name)
    return 1 if found else 0


def each(name: str) -> bool:
    """Run one target in a process of its own; whether there was no finding."""
    from fuzz.targets import seeds_of

    home = Path(os.environ.get("FUZZ_FOLDER") or tempfile.mkdtemp(prefix="scr-mine-fuzz-"))
    corpus, findings = home / name / "corpus", home / name / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds_of(name)):
        (corpus / f"seed-{number}").write_bytes(data)
    flags = (
        f"-max_total_time={os.environ.get('FUZZ_SECONDS', 600)}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={findings}/",
        "-print_final_stats=1",
        "-seed=1",
    )
    command = [sys.executable, __file__, "--one", name, str(corpus), *flags]
    log = home / name / "log.txt"
    with log.open("wb") as out:
        code = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
    tried = TRIED.findall(log.read_text(encoding="utf-8", errors="replace"))
    number = max((int(a or b) for a, b in tried), default=0)
    said = f"a finding, see {log}" if code else "no finding"
    sys.stdout.write(f"{name}: {number:,} inputs, {said}\n")
    sys.stdout.flush()
    return code == 0


def one(name: str, arguments: list[str]) -> int:
    """Fuzz a target in this process until it fails or its time is over."""
    import logging

    import atheris

    logging.disable()
    with atheris.instrument_imports(include=["scr_mine"]):
        _imported()
        from fuzz import targets
    if name.startswith("model-"):
        targets.seeds_of(name)
    options = {"custom_mutator": changed} if name in targets.ZIPPED else {}
    atheris.Setup([sys.argv[0], *arguments], targets.TARGETS[name], **options)
    atheris.Fuzz()
    return 0


def _imported() -> None:
    """Import every module that a target may come to, so that it is instrumented."""
    from importlib import import_module

    package = ROOT / "scr_mine"
    parts = [*package.glob("*.py"), *(package / "read").rglob("*.py")]
    parts += [*(package / "exchange").rglob("*.py"), *(package / "classify").glob("*.py")]
    for path in sorted(parts):
        names = path.relative_to(ROOT).with_suffix("").parts
        import_module(".".join(names).removesuffix(".__init__"))


def changed(data: bytes, longest: int, seed: int) -> bytes:
    """A zip with one of its parts changed, or now and then the bytes of the zip themselves."""
    import atheris
    import office

    from fuzz import seeds

    dice = random.Random(seed)
    try:
        parts = seeds.unpacked(data)
    except Exception:  # whatever a broken zip makes Python raise
        parts = {}
    if not parts or dice.random() < 0.1:
        return atheris.Mutate(data, min(len(data) + 64, longest))
    name = dice.choice(sorted(parts))
    parts[name] = atheris.Mutate(parts[name] or b" ", len(parts[name]) + 64)
    made = office.zipped(parts)
    return made if len(made) <= longest else data


if __name__ == "__main__":
    sys.exit(main())
