"""Where the work on files and reviews is done: here, in processes of this machine, on a cluster.

Whatever does it, a task is a function of plain data, and its result is the same bytes.
"""

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, TypeVar

from scr_mine.errors import UsageError

_Key = TypeVar("_Key")

#: Tasks handed out beforehand to each worker, so that none waits and memory stays bounded.
AHEAD = 3
#: Seconds that one task may take before its worker is ended, unless said otherwise.
LIMIT = 300


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What stands in place of a result where the worker was ended or died: why, in words."""

    reason: str


class Engine(Protocol):
    """Something that does tasks: how many it may be handed before one is done, and one of them."""

    @property
    def ahead(self) -> int:
        """How many tasks may be begun and not yet done."""

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Begin a task; its future holds the result, or Lost."""

    def aside(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Begin one task, however long it takes, to be done on this machine beside what this
        process does next, if so many may work at a time.
        """

    def expect(self, *modules: str) -> None:
        """Get ready for what will be set aside, which needs these modules."""

    def rest(self) -> None:
        """Give back what is held for tasks, as no more will come; may be called again."""


def done(
    engine: Engine, function: Callable[..., Any], tasks: Iterable[tuple[_Key, tuple[Any, ...]]]
) -> Iterator[tuple[_Key, Any]]:
    """The result of `function(*args)` for every (key, args), with its key, as each is ready.

    Tasks are taken from the iterable only as workers become free. What a task raises is raised.
    """
    running: dict[Future[Any], _Key] = {}
    for key, args in tasks:
        running[engine.submit(function, *args)] = key
        if len(running) >= engine.ahead:
            yield from _ready(running)
    while running:
        yield from _ready(running)


def _ready(running: "dict[Future[Any], _Key]") -> Iterator[tuple[_Key, Any]]:
    finished, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in finished:
        yield running.pop(future), future.result()


class Here:
    """Tasks done at once in this process: no protection, nothing to start."""

    ahead = 1

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Do the task."""
        future: Future[Any] = Future()
        future.set_result(function(*args))
        return future

    aside = submit

    def expect(self, *modules: str) -> None:
        """There is nothing to get ready."""

    def rest(self) -> None:
        """Nothing is held."""


class _Aside:
    """One more process of this machine, for one task after another."""

    def __init__(self) -> None:
        self._pool: Any = None

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Begin the task in the process, which is started for it."""
        self._pool = self._pool or _pool(1)
        outer: Future[Any] = Future()
        with _not_interrupted():
            inner = self._pool.schedule(function, args=args)
        inner.add_done_callback(lambda found: _settle(found, outer, 0))
        return outer

    def expect(self, *modules: str) -> None:
        """Start the process, which takes as long as to count some reviews."""
        self.submit(_imported, modules)

    def rest(self) -> None:
        """End it."""
        if self._pool:
            self._pool.stop()
            self._pool.join()
            self._pool = None


class _Processes:
    def __init__(self, pool: Any, workers: int, limit: float) -> None:
        self._pool, self.ahead, self._limit = pool, AHEAD * workers, limit
        self._aside = Here() if workers == 1 else _Aside()

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Hand the task to a process; a process that dies or takes too long is replaced."""
        with _not_interrupted():
            inner = self._pool.schedule(function, args=args, timeout=self._limit)
        outer: Future[Any] = Future()
        inner.add_done_callback(lambda found: _settle(found, outer, self._limit))
        return outer

    def aside(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Hand the task to a process of its own; where one was asked for, do it here."""
        return self._aside.submit(function, *args)

    def expect(self, *modules: str) -> None:
        """Start the process for it."""
        self._aside.expect(*modules)

    def rest(self) -> None:
        """End the processes: each holds a model, while what follows needs memory here."""
        # All results have been taken, or what is left is not wanted.
        self._pool.stop()
        self._pool.join()
        self._aside.rest()


def _settle(found: "Future[Any]", outer: "Future[Any]", limit: float) -> None:
    from pebble import ProcessExpired

    try:
        outer.set_result(found.result())
    except TimeoutError:
        outer.set_result(Lost(reason=f"it took longer than {limit:g} seconds"))
    except ProcessExpired:
        outer.set_result(Lost(reason="the program working on it broke down"))
    except MemoryError:
        outer.set_result(Lost(reason="it needed too much memory"))
    except BaseException as error:
        outer.set_exception(error)


class _Cluster:
    def __init__(self, client: Any, workers: int) -> None:
        self._client, self.ahead = client, AHEAD * workers
        self._aside = _Aside()

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Hand the task to the cluster, which does it again elsewhere if a worker is lost."""
        future: Future[Any] = self._client.submit(function, *args)
        return future

    def aside(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Hand the task to a process of this machine, where the output folder is."""
        return self._aside.submit(function, *args)

    def expect(self, *modules: str) -> None:
        """Start that process."""
        self._aside.expect(*modules)

    def rest(self) -> None:
        """End that process; the cluster is others' as well."""
        self._aside.rest()


@contextmanager
def processes(workers: int, *, limit: float = LIMIT) -> Iterator[Engine]:
    """Processes of this machine, each with one thread of linear algebra."""
    made = _Processes(_pool(workers), workers, limit)
    try:
        yield made
    finally:
        made.rest()


def _pool(workers: int) -> Any:
    from multiprocessing import get_context

    from pebble import ProcessPool

    return ProcessPool(max_workers=workers, context=get_context("spawn"), initializer=_one_thread)


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Let nothing that is started here hear of Ctrl-C, not even while it is being read in.

    A terminal sends it to all processes; it is the first that ends the others.
    """
    from multiprocessing import resource_tracker

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Whatever starts first starts this as well, which ends by letting Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _imported(modules: Iterable[str]) -> None:
    for name in modules:
        import_module(name)


def _one_thread() -> None:
    """Keep the libraries of linear algebra of several processes from fighting for cores."""
    import os

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


@contextmanager
def cluster(scheduler: str) -> Iterator[Engine]:
    """An existing Dask cluster; raises UsageError where there is none or Dask is not installed."""
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "Dask is not installed; install distributed here and on every worker "
            "(`scr-mine doctor` says how)."
        ) from error
    try:
        client = dask.Client(scheduler, timeout=5)
    except (OSError, ValueError) as error:
        raise UsageError(f"{scheduler}: no Dask scheduler answers there.") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(f"{scheduler}: the cluster has no worker; start some.")
        made = _Cluster(client.get_executor(pure=False, retries=3), threads)
        try:
            yield made
        finally:
            made.rest()
