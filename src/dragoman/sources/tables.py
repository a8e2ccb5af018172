"""Event tables that others made (GDELT, ICEWS, POLECAT, Phoenix, PLOVER, ACLED, UCDP), row by row as they are.

A tolerant reader: rows that have the right shape are kept to the letter, rows that have not are rejected with their
line and the reason. What comes out is a file of tab-separated lines that nobody can misread, each with its number.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from dragoman.errors import MalformedArticle, SourceError
from dragoman.fetching.unpacking import MAX_RATIO
from dragoman.interchange.tables import Layout, layout_of, layouts, recognised
from dragoman.sources.findings import Outcome, Setback

# The widest rows known (GDELT's with long addresses) have 3,000 characters.
MOST_LINE_BYTES = 2**20
# A table of a year is read as a stream, but a row repeated a thousandfold is a bomb all the same.
MOST_UNPACKED_RATIO = MAX_RATIO


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A table made clean: its layout, a hash of the bytes it was read from, how many rows it has."""

    layout: Layout
    fingerprint: str
    rows: int


def clean(path: Path, format_name: str, out: BinaryIO, setbacks: list[Setback]) -> Cleaned:
    """Write the good rows of a table to `out`, each after its line number; append what is wrong with the others.

    `format_name` is that of a layout, or "auto". SourceError when the file cannot be used at all.
    """
    try:
        with _opened(path) as (file, digest):
            layout = _layout(file, format_name, path)
            rows = 0
            for number, line in _rows(file, layout, path.name, setbacks):
                out.write(b"%d\t%s\n" % (number, line))
                rows += 1
            while file.read(2**20):
                pass
            return Cleaned(layout, digest.hexdigest(), rows)
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror or problem}") from None
    except MalformedArticle as problem:
        raise SourceError(f"{path}: {problem}") from None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[io.BufferedReader, hashlib.blake2b]]:
    """The table inside a plain, .gz or .zip file, and a hash of it that grows as it is read."""
    digest = hashlib.blake2b(digest_size=16)
    name = path.name.lower()
    with path.open("rb") as file:
        if name.endswith(".zip"):
            with _in_zip(file, path) as inside:
                yield io.BufferedReader(_Hashed(inside, digest), 2**18), digest
        elif name.endswith(".gz"):
            unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=file))
            yield io.BufferedReader(_Hashed(unpacked, digest), 2**18), digest
        else:
            yield io.BufferedReader(_Hashed(file, digest), 2**18), digest


@contextmanager
def _in_zip(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX")]
            if len(inside) != 1:
                raise SourceError(f"{path} holds {len(inside)} files: expected one table")
            if inside[0].file_size > 2**20 and inside[0].file_size > MOST_UNPACKED_RATIO * max(
                inside[0].compress_size, 1
            ):
                raise SourceError(
                    f"{path} is packed more than {MOST_UNPACKED_RATIO}:1, as only a decompression bomb is"
                )
            with archive.open(inside[0]) as table:
                yield cast(BinaryIO, table)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise SourceError(f"{path} is no zip file that can be read: {problem}") from None


class _Hashed(io.RawIOBase):
    """A stream whose bytes are hashed as they pass; damage in a packed one ends it."""

    def __init__(self, stream: BinaryIO, digest: hashlib.blake2b):
        self._stream = stream
        self._digest = digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as problem:
            raise MalformedArticle(f"the packed file is damaged: {problem}") from None
        self._digest.update(data)
        buffer[: len(data)] = data
        return len(data)


def _layout(file: io.BufferedReader, format_name: str, path: Path) -> Layout:
    if format_name != "auto":
        return layout_of(format_name)
    head = file.peek(2**18)[: 2**18]
    found = recognised(head.split(b"\n", 1)[0].decode("utf-8", "replace"))
    if found is None:
        raise SourceError(f"cannot tell what table {path} is: name its format with --format ({', '.join(layouts())})")
    return found


def _rows(file: io.BufferedReader, layout: Layout, name: str, setbacks: list[Setback]) -> Iterator[tuple[int, bytes]]:
    if layout.quoted:
        yield from _quoted_rows(file, layout, name, setbacks)
        return
    width = len(layout.columns)
    for number, line in enumerate(_lines(file), start=1):
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            line = line[3:]
        if number == 1 and layout.has_header:
            _check_header(line.decode("utf-8", "replace").rstrip("\r\n").split("\t"), layout, name, setbacks)
            continue
        line = line.rstrip(b"\r\n")
        if not line:
            continue
        good = _record(line) if layout.is_json else _fitted(line, width)
        if isinstance(good, str):
            setbacks.append(Setback(name, "table", Outcome.REJECTED, "malformed", good, number))
        else:
            yield number, good


def _lines(file: io.BufferedReader) -> Iterator[bytes]:
    while line := file.readline(MOST_LINE_BYTES + 1):
        if len(line) > MOST_LINE_BYTES and not line.endswith(b"\n"):
            while (piece := file.readline(MOST_LINE_BYTES)) and not piece.endswith(b"\n"):
                pass
            yield b"\0"  # longer than any row: refused where rows are looked at
        else:
            yield line


def _fitted(line: bytes, width: int) -> bytes | str:
    """The row if it has so many fields; empty fields beyond them are dropped. Else what is wrong."""
    surplus = line.count(b"\t") + 1 - width
    if surplus > 0 and not b"".join(line.split(b"\t")[width:]).strip():
        line = b"\t".join(line.split(b"\t")[:width])
    elif surplus:
        return f"{width + surplus} fields, expected {width}"
    return _text(line)


def _text(line: bytes) -> bytes | str:
    if b"\0" in line:
        return "not text: it holds NUL characters, or is longer than any row"
    if b"\r" in line:
        return "a carriage return inside a row"
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1").encode("utf-8")  # some POLECAT files are
    return line


def _record(line: bytes) -> bytes | str:
    """A PLOVER event on one line: JSON to the letter, with the fields that an event cannot be without."""
    try:
        record = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {type(problem).__name__}: {str(problem)[:80]}"
    if not isinstance(record, dict):
        return "not a JSON object"
    missing = [name for name in ("id", "date", "actor", "event") if name not in record]
    if missing:
        return f"no {', '.join(missing)}"
    return _text(line.replace(b"\t", b" "))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _quoted_rows(
    file: io.BufferedReader, layout: Layout, name: str, setbacks: list[Setback]
) -> Iterator[tuple[int, bytes]]:
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    rows = csv.reader(text, delimiter=layout.separator)
    width = len(layout.columns)
    is_first = True
    while True:
        try:
            row = next(rows, None)
        except csv.Error as problem:
            setbacks.append(Setback(name, "table", Outcome.REJECTED, "malformed", str(problem), rows.line_num))
            continue
        if row is None:
            text.detach()
            return
        if is_first and layout.has_header:
            is_first = False
            # Some releases of UCDP came without the header: then the first row is one like the others.
            if [field.strip() for field in row[:3]] == list(layout.columns[:3]):
                _check_header(row, layout, name, setbacks)
                continue
        if not row:
            continue
        if len(row) != width and (len(row) < width or any(field.strip() for field in row[width:])):
            reason = f"{len(row)} fields, expected {width}"
            setbacks.append(Setback(name, "table", Outcome.REJECTED, "malformed", reason, rows.line_num))
            continue
        joined = "\t".join(" ".join(field.replace("\0", " ").split()) for field in row[:width])
        yield rows.line_num, joined.encode("utf-8", "replace")


def _check_header(header: list[str], layout: Layout, name: str, setbacks: list[Setback]) -> None:
    """SourceError for another table's header; surplus columns, which some files have, are told."""
    columns = [column.strip() for column in header]
    if columns[: len(layout.columns)] != list(layout.columns):
        wrong = next((one for one, other in _aligned(columns, layout.columns) if one != other), "")
        raise SourceError(f"{name} is not {layout.about}: its header has {wrong!r} where another column belongs")
    surplus = [column for column in columns[len(layout.columns) :] if column]
    if surplus:
        reason = f"surplus columns are left out: {', '.join(surplus)}"
        setbacks.append(Setback(name, "table", Outcome.TRUNCATED, "surplus", reason, 1))


def _aligned(found: Iterable[str], expected: Iterable[str]) -> Iterator[tuple[str, str]]:
    given = [*found, ""]
    return zip(given, expected, strict=False)
