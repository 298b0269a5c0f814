import os
import signal
import subprocess
import sys
import time

import pytest

from scr_mine import engine
from scr_mine.engine import Here, Lost


def double(number):
    return 2 * number


def die(number):
    if number == 2:
        os._exit(7)
    return number


def hang(number):
    if number == 2:
        time.sleep(60)
    return number


def hears_of_ctrl_c():
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def late(number):
    time.sleep(1.5)
    return 2 * number


def fail(number):
    raise ValueError(f"not {number}")


def tasks(n):
    return ((key, (key,)) for key in range(n))


def test_every_task_is_done_once_here_and_in_processes():
    expected = {key: 2 * key for key in range(20)}
    assert dict(engine.done(Here(), double, tasks(20))) == expected
    with engine.processes(2) as workers:
        assert dict(engine.done(workers, double, tasks(20))) == expected


def test_tasks_are_taken_only_as_workers_become_free():
    taken = []

    def counting():
        for key in range(100):
            taken.append(key)
            yield key, (key,)

    with engine.processes(1) as workers:
        results = engine.done(workers, double, counting())
        next(results)
        assert len(taken) == engine.AHEAD


@pytest.mark.parametrize(
    ("function", "reason"),
    [(die, "the program working on it broke down"), (hang, "it took longer than 2 seconds")],
)
def test_a_worker_that_dies_or_hangs_costs_its_task_only(function, reason):
    with engine.processes(1, limit=2) as workers:
        found = dict(engine.done(workers, function, tasks(5)))
    assert found == {0: 0, 1: 1, 2: Lost(reason=reason), 3: 3, 4: 4}


def test_what_a_task_raises_is_raised():
    with engine.processes(1) as workers, pytest.raises(ValueError, match="not 0"):
        list(engine.done(workers, fail, tasks(1)))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_set_aside_is_done_however_long_it_takes(workers):
    with engine.processes(workers, limit=1) as made:
        made.rest()
        begun = made.aside(late, 4)
        assert begun.result() == 8
        assert Here().aside(double, 5).result() == 10


def test_one_worker_does_what_is_set_aside_here_and_two_do_it_beside():
    with engine.processes(1) as one, engine.processes(2) as two:
        assert one.aside(os.getpid).result() == os.getpid()
        assert two.aside(os.getpid).result() != os.getpid()


def test_a_process_for_what_is_set_aside_that_dies_is_told():
    with engine.processes(2) as made:
        assert made.aside(die, 2).result() == Lost(reason="the program working on it broke down")
        with pytest.raises(ValueError, match="not 3"):
            made.aside(fail, 3).result()


def test_no_process_hears_of_ctrl_c_from_its_first_moment_and_this_one_does_again():
    with engine.processes(2) as made:
        assert made.submit(hears_of_ctrl_c).result() is False
        assert made.aside(hears_of_ctrl_c).result() is False
    assert hears_of_ctrl_c()


def test_not_even_the_first_process_of_a_program_hears_of_ctrl_c():
    code = (
        "import signal\n"
        "from scr_mine import engine\n"
        "with engine.processes(1) as made:\n"
        "    print(made.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "SIGINT" in done.stdout
