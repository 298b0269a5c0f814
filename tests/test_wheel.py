"""The wheel: what is in it, and that it does the main job away from the checkout."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest

from scr_mine import __version__

ROOT = Path(__file__).parent.parent
#: Bytes; far below what places that pass packages on will take.
LARGEST = 70_000_000


def built(target, folder, source):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder],
        check=True,
        cwd=source,
        stdout=subprocess.DEVNULL,
    )
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", tmp_path_factory.mktemp("wheel"), ROOT)


@pytest.fixture(scope="module")
def parts(wheel):
    with zipfile.ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel as an installer lays it out, in a folder of its own."""
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(place)
    return place


def in_installed(place, cwd, *args):
    env = {**os.environ, "PYTHONPATH": str(place), "SCR_MINE_WORKERS": "1"}
    return subprocess.run(
        [sys.executable, *args],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_is_for_every_system(wheel):
    assert wheel.name == f"scr_mine-{__version__}-py3-none-any.whl"
    assert wheel.stat().st_size < LARGEST


def test_it_holds_the_code_and_the_models_and_nothing_else(parts):
    tops = {name.split("/")[0] for name in parts}
    assert tops == {"scr_mine", f"scr_mine-{__version__}.dist-info"}
    kinds = {Path(name).suffix for name in parts if name.startswith("scr_mine/")}
    assert kinds <= {
        *(".py", ".typed", ".toml", ".txt", ".csv", ".css", ".js", ".jinja"),
        *(".npy", ".onnx", ".json", ".md"),
    }
    code = {p.relative_to(ROOT).as_posix() for p in (ROOT / "scr_mine").rglob("*.py")}
    assert code <= parts.keys()


@pytest.mark.parametrize("name", ["lexical", "embed"])
def test_its_models_are_whole(parts, name):
    place = f"scr_mine/shipped_models/{name}"
    header = json.loads(parts[f"{place}/model.json"])
    assert f"{place}/CARD.md" in parts
    assert {n: sha256(parts[f"{place}/{n}"]).hexdigest() for n in header["files"]} == header[
        "files"
    ]


def test_no_name_in_it_is_one_that_windows_refuses(parts):
    for name in parts:
        assert not set(name) & set('<>:"|?*\\'), name
        assert all(part == part.rstrip(". ") for part in name.split("/")), name
        # With a usual folder before it, a path stays below the 260 characters of old Windows.
        assert len(name) < 120, name
    assert len({name.casefold() for name in parts}) == len(parts)


def test_it_says_what_it_needs_and_under_which_licence(parts):
    place = f"scr_mine-{__version__}.dist-info"
    about = message_from_bytes(parts[f"{place}/METADATA"])
    assert (about["Name"], about["Requires-Python"]) == ("scr-mine", ">=3.11")
    assert about["License-Expression"] == "MIT"
    assert {f"{place}/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= parts.keys()
    assert "scr-mine = scr_mine.__main__:start" in parts[f"{place}/entry_points.txt"].decode()


def test_away_from_the_checkout_it_works(installed, tmp_path):
    made = in_installed(installed, tmp_path, "-m", "scr_mine", "doctor", "--model", "lexical")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "All that the main job needs works here." in made.stdout
    assert not list(tmp_path.iterdir())


def test_its_models_are_those_inside_it(installed, tmp_path):
    script = "from scr_mine import models; print(models.shipped(), models.names())"
    made = in_installed(installed, tmp_path, "-c", script)
    shipped = installed / "scr_mine" / "shipped_models"
    assert made.stdout == f"{shipped} ['embed', 'lexical']\n"


def test_as_a_module_it_is_called_by_its_own_name(installed, tmp_path):
    made = in_installed(installed, tmp_path, "-m", "scr_mine", "--version")
    assert made.stdout == f"scr-mine, version {__version__}\n"
    assert in_installed(installed, tmp_path, "-m", "scr_mine", "-h").stdout.startswith(
        "Usage: scr-mine [OPTIONS] COMMAND"
    )
    assert in_installed(installed, tmp_path, "-m", "scr_mine", "nosuch").returncode == 2


def test_the_sdist_makes_the_very_same_wheel(wheel, tmp_path):
    sdist = built("sdist", tmp_path / "sdist", ROOT)
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path / "unpacked", filter="data")
    source = tmp_path / "unpacked" / f"scr_mine-{__version__}"
    again = built("wheel", tmp_path / "wheel", source)
    assert sha256(again.read_bytes()).digest() == sha256(wheel.read_bytes()).digest()
