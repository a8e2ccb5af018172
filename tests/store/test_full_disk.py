"""Disks that are full or read-only, several owners, a forked child: said in one line, nothing lost, and it goes on.

The small disk is a real one, in memory; making it is the system owner's right, so elsewhere these tests are passed over.
`test_keeping.py` has the same with a limit on the size of files, which anybody may set.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import factory
from dragoman.cli import TRY_LATER, main
from dragoman.errors import DiskFull, StoreError
from dragoman.store import Added, backup, check, open_store
from dragoman.store import store as store_module

WRITER = Path(__file__).parent / "writer.py"
RUN = {**os.environ, "PYTHONPATH": os.pathsep.join(("src", "tests"))}
SIZE_MB = 24


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "none", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("only the system owner may make a disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):  # that there is none
        while file.write(b"x" * 2**16):
            pass
    return filler


def one_line(result) -> str:
    assert 1 == result.stderr.count("\n"), result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def started(path: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(path), what]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, env=RUN, **pipes)


def test_what_was_added_before_a_disk_was_full_is_there_and_the_process_goes_on(disk):
    path, filler = disk / "desk.duckdb", disk / "filler"
    filler.write_bytes(b"x" * 12 * 2**20)
    with started(path, "flood") as writer:
        acknowledged = []
        while not (line := writer.stdout.readline()).startswith("full: "):
            acknowledged += line.split()
        filler.unlink()
        out, err = writer.communicate("\n\n", timeout=120)
    acknowledged += [word for line in out.splitlines() if not line.startswith("full: ") for word in line.split()]
    with open_store(path, read_only=True) as store:
        there = [article.id for article in store.articles()]
        assert [] == check(store)

    assert "" == err
    assert line.startswith(f"full: no room left for {path}: free some space")
    assert "a" in "".join(out), "nothing was added after space was freed"
    assert sorted(set(acknowledged)) == sorted(there)


def test_a_store_that_finds_no_room_to_begin_leaves_nothing_behind(disk):
    filler = fill(disk)
    with pytest.raises(DiskFull, match="no room left"):
        open_store(disk / "desk.duckdb")
    assert [filler] == list(disk.iterdir())
    filler.unlink()

    with open_store(disk / "desk.duckdb") as store:
        assert [] == check(store)


def test_a_backup_that_finds_no_room_names_its_place_and_harms_nothing(disk, tmp_path):
    fill(disk)
    with open_store(tmp_path / "desk.duckdb") as store:
        store.add([factory.full()], coder="1")
        with pytest.raises(DiskFull, match=f"no room left for {disk / 'copy.duckdb'}: 0 MB are free"):
            backup(store, disk / "copy.duckdb")

        assert Added(unchanged=1) == store.add([factory.full()], coder="1")
    assert ["filler"] == [file.name for file in disk.iterdir()]


@pytest.mark.parametrize("name", ["events.jsonl", "events.jsonl.gz", "events.jsonl.zst"])
def test_an_output_that_finds_no_room_is_said_in_one_line_and_nothing_is_left_of_it(disk, tmp_path, name):
    with open_store(tmp_path / "desk.duckdb") as store:
        store.add([factory.full()], coder="1")
    filler = fill(disk)
    command = ["export", "--format", "jsonl", "--modality", "all", "--store", str(tmp_path / "desk.duckdb")]
    done = CliRunner().invoke(main, [*command, "-o", str(disk / name)])

    assert f"dragoman: no room left for {disk / name}: free some space" in one_line(done)
    assert (1, [filler]) == (done.exit_code, list(disk.iterdir()))


def test_a_watch_on_a_full_disk_says_so_and_goes_on(disk):
    filler = fill(disk)
    command = ["watch", "http://127.0.0.1/feed", "--store", str(disk / "x.duckdb"), "--setbacks", str(disk / "s.jsonl")]
    options = ["--every", "0.001", "--rounds", "1"]
    full = CliRunner().invoke(main, [*command, *options])
    filler.unlink()
    after = CliRunner().invoke(main, [*command, *options])

    assert (0, 0) == (full.exit_code, after.exit_code)
    assert 2 == full.stderr.count("(No space left on device)")
    assert "No space" not in after.stderr
    assert 1 == (disk / "s.jsonl").read_text().count("\n")


def test_a_store_on_a_read_only_disk_is_read_and_checked_and_says_that_it_cannot_be_written(disk, monkeypatch):
    monkeypatch.setattr(store_module, "LEAST_FREE_BYTES", 0)
    path = disk / "desk.duckdb"
    with open_store(path) as store:
        store.add([factory.full()], coder="1")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    read = CliRunner().invoke(main, ["claims", "--json", "--store", str(path)])
    checked = CliRunner().invoke(main, ["store", "check", str(path)])
    judged = CliRunner().invoke(main, ["stories", "join", "a", "b", "--store", str(path)])
    made = CliRunner().invoke(main, ["import", __file__, "--store", str(disk / "new.duckdb")])

    assert (0, 0) == (read.exit_code, checked.exit_code), checked.output
    assert f"{path} cannot be written: it is read-only" in one_line(judged)
    assert "cannot be written: it is read-only" in one_line(made)
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    with open_store(path) as store:
        assert Added(unchanged=1) == store.add([factory.full()], coder="1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_standard_output_that_is_full_is_said_in_one_line():
    command = [sys.executable, "-c", "from dragoman.cli import main; main()", "schema"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=RUN)

    assert (1, "dragoman: No space left on device; free some space and run the same command again\n") == (
        done.returncode,
        done.stderr,
    )


def test_of_four_processes_that_begin_one_store_at_once_one_writes_and_three_are_told(tmp_path):
    path = tmp_path / "desk.duckdb"
    writers = [started(path, "hold") for _ in range(4)]
    said = [writer.stdout.readline() for writer in writers]  # the losers end with an error, and say nothing here
    errors = [writer.communicate()[1].splitlines()[-1] for writer, line in zip(writers, said, strict=True) if not line]
    [holder] = [writer for writer, line in zip(writers, said, strict=True) if line]
    late = CliRunner().invoke(main, ["import", __file__, "--store", str(path)])
    holder.kill()
    holder.communicate()

    assert 3 == len(errors)
    assert {True} == {f"StoreBusy: {path} is in use by process {holder.pid}" in error for error in errors}
    assert TRY_LATER == late.exit_code
    assert f"{path} is in use by process {holder.pid}" in one_line(late)
    with open_store(path) as store:
        assert (20, []) == (store.counts()["articles"], check(store))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("read_only", [False, True])
def test_a_forked_child_gets_an_error_and_the_parent_goes_on(tmp_path, read_only):
    path = tmp_path / "desk.duckdb"
    with open_store(path) as own, open_store(path, read_only=True) as asked:
        child = os.fork()
        if child == 0:
            try:
                (asked if read_only else own).counts()
            except StoreError as problem:
                os._exit(7 if "is a fork of it" in str(problem) else 1)
            os._exit(0)

        assert 7 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert Added(new=1) == own.add([factory.full()], coder="1")
        assert 0 == asked.counts()["articles"]
        with open_store(path, read_only=True) as later:
            assert 1 == later.counts()["articles"]
