"""Many articles to coded articles, in input order, on this machine.

    articles -> [feeder thread] -> tasks -> [thread + process] x workers -> done -> in order -> you

At most a few articles per worker are in flight, so that memory stays bounded however long the input is and however
slowly the results are taken.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from dragoman.engines.watched import Crashed, TookTooLong, Watched
from dragoman.errors import ArticleError
from dragoman.records import Article, Coded, Failure

Code = Callable[[Article], Coded]

# What one article may take. An ordinary one takes 0.2 s on a laptop, the longest newspaper features 3 s; what takes
# longer than this is no running text, and nobody should wait ten seconds for a record.
LIMIT_SECONDS = 9.0

# Enough that a worker never waits for the feeder, few enough that a long article holds up little that is done.
IN_FLIGHT_PER_WORKER = 6


Given = Article | Coded | Failure


def code_here(articles: Iterable[Given], code: Code) -> Iterator[Coded | Failure]:
    """Each article coded in this process, in order; failures, and what is coded already, pass through.

    An article that makes the coder raise yields a `Failure`; one that makes it hang, hangs: for input that is not
    trusted use `code_in_processes`.
    """
    for article in articles:
        yield _try(code, article) if isinstance(article, Article) else article


def code_in_processes(
    articles: Iterable[Given],
    open_code: Callable[[], Code],
    *,
    workers: int = 1,
    limit_seconds: float = LIMIT_SECONDS,
) -> Generator[Coded | Failure, None, None]:
    """Each article coded in one of so many worker processes, in input order; failures in the input, and what is coded
    already, pass through.

    `open_code` is called once in each process (it is pickled by name) and returns the function that codes an article.
    An article that takes longer than the limit, or ends its process twice, yields a `Failure`; the others go on.
    """
    if workers < 1:
        raise ValueError(f"workers must be at least 1, not {workers}")
    run = _Run(articles, open_code, workers, limit_seconds)
    try:
        yield from run.results()
    finally:
        run.stop()


@dataclass(slots=True)
class _Done:
    """One numbered result; or, instead of it, what ends the run."""

    number: int = -1
    result: Coded | Failure | None = None
    problem: BaseException | None = None
    total: int | None = None


_Task = tuple[int, Article]


@dataclass(slots=True)
class _Run:
    """The threads and queues of one call."""

    articles: Iterable[Given]
    open_code: Callable[[], Code]
    workers: int
    limit_seconds: float
    tasks: queue.SimpleQueue[_Task | None] = field(default_factory=queue.SimpleQueue)
    done: queue.SimpleQueue[_Done] = field(default_factory=queue.SimpleQueue)
    processes: list[Watched[Article, Coded]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def results(self) -> Iterator[Coded | Failure]:
        self.room = threading.Semaphore(IN_FLIGHT_PER_WORKER * self.workers)
        self.processes = [Watched(self.open_code) for _ in range(self.workers)]
        threading.Thread(target=self._feed, daemon=True).start()
        for process in self.processes:
            threading.Thread(target=self._work, args=(process,), daemon=True).start()
        yield from self._in_order()

    def _in_order(self) -> Iterator[Coded | Failure]:
        waiting: dict[int, Coded | Failure] = {}
        given, total = 0, None
        while total is None or given < total:
            done = self._next_done()
            if done.problem is not None:
                raise done.problem
            if done.total is not None:
                total = done.total
            elif done.result is not None:
                waiting[done.number] = done.result
            while given in waiting:
                yield waiting.pop(given)
                given += 1
                self.room.release()

    def _next_done(self) -> _Done:
        while True:
            try:
                return self.done.get(timeout=1.0)  # a wait without end cannot be interrupted everywhere
            except queue.Empty:
                continue

    def _feed(self) -> None:
        """Number the articles and hand them out, as far ahead as there is room."""
        number = 0
        try:
            for article in self.articles:
                self.room.acquire()
                if self.stopping.is_set():
                    return
                if isinstance(article, Article):
                    self.tasks.put((number, article))
                else:
                    self.done.put(_Done(number, article))
                number += 1
        except BaseException as problem:  # an unusable source: the one who takes the results has to hear of it
            self.done.put(_Done(problem=problem))
            return
        finally:
            for _ in self.processes:
                self.tasks.put(None)
        self.done.put(_Done(total=number))

    def _work(self, process: Watched[Article, Coded]) -> None:
        try:
            process.start()
            while (task := self.tasks.get()) is not None and not self.stopping.is_set():
                number, article = task
                self.done.put(_Done(number, self._code(process, article)))
        except BaseException as problem:  # the coder cannot be opened: nothing more can be coded
            self.done.put(_Done(problem=problem))
        finally:
            process.close()

    def _code(self, process: Watched[Article, Coded], article: Article) -> Coded | Failure:
        def code(one: Article) -> Coded:
            return process(one, self.limit_seconds)

        try:
            return _watch(code, article)
        except Crashed:  # perhaps not this article's fault: the system may have run out of memory
            process.start()
        try:
            return _watch(code, article)
        except Crashed as problem:
            process.start()
            return Failure(article.id, problem.kind, f"{problem}, twice; report the article, please", article)

    def stop(self) -> None:
        self.stopping.set()
        self.room.release()
        for process in self.processes:
            self.tasks.put(None)
            process.close()


def _watch(code: Code, article: Article) -> Coded | Failure:
    try:
        return _try(code, article)
    except TookTooLong as problem:
        return Failure(article.id, problem.kind, f"{problem}; is it running text?", article)


def _try(code: Code, article: Article) -> Coded | Failure:
    try:
        return code(article)
    except ArticleError as problem:
        return Failure(article.id, problem.kind, str(problem), article)
    except (TookTooLong, Crashed):
        raise
    except RecursionError:
        return Failure(article.id, "nesting", "the text is nested too deeply to be read; is it running text?", article)
    except Exception as problem:
        message = f"the coder failed on it ({type(problem).__name__}: {problem}); report the article, please"
        return Failure(article.id, "internal", message, article)
