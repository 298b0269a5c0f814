"""Steps timed in processes of their own, over the same tagged lines."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scr_mine import folder  # noqa: E402

Step = Callable[[Path], dict[str, Any]]


def plain(path: Path) -> dict[str, Any]:
    """Every line through `json.loads`."""
    with path.open("rb") as file:
        return {"passages": sum(isinstance(json.loads(line), dict) for line in file)}


def records(path: Path) -> dict[str, Any]:
    """Every line as a record."""
    return {"passages": sum(1 for _ in folder.tagged_lines([path], ()))}


def measured(script: str, step: str, path: Path) -> dict[str, Any]:
    """What one step of a script found, in a process of its own, with its seconds and megabytes."""
    command = [sys.executable, script, "--step", step, str(path)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(output)
    return found


def asked(steps: Mapping[str, Step]) -> bool:
    """Whether this process is one of those: then the step is done and what it took is printed."""
    if sys.argv[1:2] != ["--step"]:
        return False
    started = time.process_time()
    found = steps[sys.argv[2]](Path(sys.argv[3]))
    seconds = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({**found, "seconds": seconds, "megabytes": megabytes}))
    return True
