"""A real Dask cluster on loopback: a scheduler and two workers, each a process of its own."""

import os
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from scr_mine import engine
from scr_mine.commands.main import main
from scr_mine.errors import UsageError


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=50,
    ) as made:
        yield made


def slow(number):
    time.sleep(0.2)
    return number, os.getpid()


def files(folder):
    kept = (p for p in folder.rglob("*") if p.is_file() and p.name != "run.json")
    return {str(p.relative_to(folder)): p.read_bytes() for p in kept if p.parent.name != "cache"}


def test_a_cluster_writes_the_same_bytes_as_this_machine(cluster, tmp_path):
    given = ["run", "corpus/reports", "-q", "-o"]
    dask = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
    here = CliRunner().invoke(main, [*given, str(tmp_path / "here")])
    there = CliRunner().invoke(main, [*given, str(tmp_path / "there"), *dask])
    assert (here.exit_code, there.exit_code) == (0, 0)
    assert files(tmp_path / "here") == files(tmp_path / "there")
    address = Path("corpus/reports").absolute().as_uri()
    fetched = CliRunner().invoke(main, ["run", address, "-q", "-o", str(tmp_path / "far"), *dask])
    assert (fetched.exit_code, fetched.output) == (0, "")
    assert files(tmp_path / "far") == files(tmp_path / "here")


def test_a_worker_killed_in_the_middle_loses_nothing(cluster):
    with engine.cluster(cluster.scheduler_address) as workers:
        assert workers.ahead == 2 * engine.AHEAD
        results = engine.done(workers, slow, ((key, (key,)) for key in range(20)))
        first = [next(results) for _ in range(4)]
        os.kill(first[0][1][1], signal.SIGKILL)
        found = dict([*first, *results])
    assert {key: number for key, (number, _) in found.items()} == {key: key for key in range(20)}


def test_an_address_without_a_scheduler_is_one_sentence():
    with pytest.raises(UsageError) as caught, engine.cluster("tcp://127.0.0.1:9"):
        pass
    assert str(caught.value) == "tcp://127.0.0.1:9: no Dask scheduler answers there."


@pytest.mark.parametrize("given", [["--engine", "dask"], ["--scheduler", "tcp://127.0.0.1:9"]])
def test_engine_and_scheduler_go_together(given, tmp_path):
    result = CliRunner().invoke(main, ["run", "corpus/reports", "-o", str(tmp_path / "o"), *given])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: A cluster needs both --engine dask and --scheduler ADDRESS.\n"
