"""Event tables that others made (GDELT, ICEWS, POLECAT, Phoenix, PLOVER, ACLED, UCDP), row by row as they are.

A tolerant reader: rows that have the right shape are kept to the letter, rows that have not are rejected with their
line and the reason. What comes out is a file of tab-separated lines that nobody can misread, in which each row stands on
the line that it had; lines without a good row hold a mark.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from dragoman.errors import MalformedArticle, SourceError, TooMuch
from dragoman.fetching.unpacking import MAX_RATIO
from dragoman.interchange.tables import NO_ROW, Layout, layout_of, layouts, recognised
from dragoman.sources.findings import Outcome, Setback
from dragoman.sources.packed import Unpacked

# What so many lines hold no row of is another table, or none: nobody wants a million lines told one by one.
MOST_LINES_BEFORE_A_ROW = 10_000
# The widest rows known (GDELT's with long addresses) have 3,000 characters.
MOST_LINE_BYTES = 2**20
BLOCK_BYTES = 2**20
# So much of a block is looked at again, then line by line, where some line of it is no row.
SLICE_BYTES = 2**16
NOT_TEXT = {0: " ", ord(NO_ROW): " "}
NEITHER_TAB_NOR_END = bytes(set(range(256)) - {9, 10})
# A table of a year is read as a stream, but a row repeated a thousandfold is a bomb all the same.
MOST_UNPACKED_RATIO = MAX_RATIO


Tell = Callable[[Setback], object]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A table made clean: its layout, a hash of the bytes it was read from, how many rows it has."""

    layout: Layout
    fingerprint: str
    rows: int


def clean(path: Path, format_name: str, out: BinaryIO, tell: Tell) -> Cleaned:
    """Write the good rows of a table to `out`, each on its line; `tell` hears what is wrong with the others.

    `format_name` is that of a layout, or "auto". SourceError when the file cannot be used at all.
    """
    try:
        with _opened(path) as (file, digest):
            layout = _layout(file, format_name, path)
            rows = lines = 0
            for piece, good in _pieces(file, layout, path.name, tell):
                out.write(piece)
                rows += good
                lines += 0 if rows else piece.count(b"\n")
                if not rows and lines > MOST_LINES_BEFORE_A_ROW:
                    raise SourceError(f"{path} is not {layout.about}: none of its first {lines:,} lines is a row of it")
            while file.read(2**20):
                pass
            return Cleaned(layout, digest.hexdigest(), rows)
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror or problem}") from None
    except (MalformedArticle, TooMuch) as problem:
        raise SourceError(f"{path}: {problem}") from None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[io.BufferedReader, hashlib.blake2b]]:
    """The table inside a plain, .gz or .zip file, and a hash of it that grows as it is read."""
    digest = hashlib.blake2b(digest_size=16)
    name = path.name.lower()
    with path.open("rb") as file:
        if name.endswith(".zip"):
            with _in_zip(file, path) as inside:
                yield io.BufferedReader(_Hashed(Unpacked(inside, file), digest), 2**18), digest
        elif name.endswith(".gz"):
            unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=file))
            yield io.BufferedReader(_Hashed(Unpacked(unpacked, file), digest), 2**18), digest
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

    def __init__(self, stream: BinaryIO | io.RawIOBase, digest: hashlib.blake2b):
        self._stream = stream
        self._digest = digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer)) or b""
        except TooMuch:
            raise
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


def _pieces(file: io.BufferedReader, layout: Layout, name: str, tell: Tell) -> Iterator[tuple[bytes, int]]:
    """Lines of the clean table, many at a time, and how many of them are good rows."""
    if layout.quoted:
        yield from _marked(_quoted_rows(file, layout, name, tell), layout)
        return
    tabs = b"\t" * (len(layout.columns) - 1) + b"\n"
    number, header = 1, layout.has_header
    for piece in _line_blocks(file):
        if number == 1:
            piece = piece.removeprefix(b"\xef\xbb\xbf")
        if header:
            line, _, piece = piece.partition(b"\n")
            _check_header(line.decode("utf-8", "replace").rstrip("\r").split("\t"), layout, name, tell)
            yield _mark(layout), 0
            number, header = 2, False
        lines = piece.count(b"\n")
        if not layout.is_json and _all_fit(piece, tabs * lines):
            yield piece, lines
            number += lines
            continue
        for part in _slices(piece):
            lines = part.count(b"\n")
            if not layout.is_json and _all_fit(part, tabs * lines):
                yield part, lines
            else:
                yield _one_by_one(part, number, layout, name, tell)
            number += lines


def _slices(piece: bytes) -> Iterator[bytes]:
    """Whole lines, not many at a time: a million small objects at once take longer than as many in turn."""
    start = 0
    while start < len(piece):
        end = piece.find(b"\n", start + SLICE_BYTES) + 1 or len(piece)
        yield piece[start:end]
        start = end


def _mark(layout: Layout) -> bytes:
    """The line of the clean table where there is no good row."""
    return NO_ROW + b"\t" * (len(layout.columns) - 1) + b"\n"


def _line_blocks(file: io.BufferedReader) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time. A line that is longer than any row is cut to what is refused."""
    rest = b""
    while block := file.read(BLOCK_BYTES):
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
        if len(rest) > MOST_LINE_BYTES:
            _skip_line(file)
            yield b"\0\n"
            rest = b""
    if rest:
        yield rest + b"\n"


def _skip_line(file: io.BufferedReader) -> None:
    """Go on to the next line."""
    while (piece := file.readline(MOST_LINE_BYTES)) and not piece.endswith(b"\n"):
        pass


def _all_fit(piece: bytes, tabs: bytes) -> bool:
    """Whether all lines are good rows as they stand; asked of all at once, as nearly always they are."""
    if NO_ROW in piece or b"\0" in piece or b"\r" in piece or piece.translate(None, NEITHER_TAB_NOR_END) != tabs:
        return False
    return piece.isascii() or _is_utf_8(piece)


def _is_utf_8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_by_one(piece: bytes, first: int, layout: Layout, name: str, tell: Tell) -> tuple[bytes, int]:
    lines = piece.split(b"\n")
    if not lines[-1]:
        lines.pop()
    made, rows = [], 0
    for number, line in enumerate(lines, first):
        line = line.rstrip(b"\r")
        good = b"" if not line else _record(line) if layout.is_json else _fitted(line, len(layout.columns))
        if isinstance(good, bytes) and good:
            made.append(good + b"\n")
            rows += 1
            continue
        if isinstance(good, str):
            tell(Setback(name, "table", Outcome.REJECTED, "malformed", good, number))
        made.append(_mark(layout))
    return b"".join(made), rows


def _marked(rows: Iterator[tuple[int, bytes]], layout: Layout) -> Iterator[tuple[bytes, int]]:
    """Numbered rows with marks on the lines between them, and where the row is nothing."""
    last, mark = 0, _mark(layout)
    for number, row in rows:
        if row:
            yield mark * (number - last - 1) + row + b"\n", 1
        else:
            yield mark * (number - last), 0
        last = number


def _fitted(line: bytes, width: int) -> bytes | str:
    """The row if it has so many fields; empty fields beyond them are dropped. Else what is wrong."""
    surplus = line.count(b"\t") + 1 - width
    if surplus > 0 and not b"".join(line.split(b"\t")[width:]).strip():
        line = b"\t".join(line.split(b"\t")[:width])
    elif surplus:
        return f"{width + surplus} fields, expected {width}"
    return _text(line)


def _text(line: bytes) -> bytes | str:
    if b"\0" in line or len(line) > MOST_LINE_BYTES:
        return "not text: it holds NUL characters, or is longer than any row"
    if b"\r" in line:
        return "a carriage return inside a row"
    if line.startswith(NO_ROW):
        return "it begins with a control character"
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


def _quoted_rows(file: io.BufferedReader, layout: Layout, name: str, tell: Tell) -> Iterator[tuple[int, bytes]]:
    """The rows with the line on which each ends; nothing in place of a row that is rejected."""
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    rows = csv.reader(text, delimiter=layout.separator)
    width = len(layout.columns)
    is_first = True
    while True:
        try:
            row = next(rows, None)
        except csv.Error as problem:
            tell(Setback(name, "table", Outcome.REJECTED, "malformed", str(problem), rows.line_num))
            yield rows.line_num, b""
            continue
        if row is None:
            text.detach()
            return
        if is_first and layout.has_header:
            is_first = False
            # Some releases of UCDP came without the header: then the first row is one like the others.
            if [field.strip() for field in row[:3]] == list(layout.columns[:3]):
                _check_header(row, layout, name, tell)
                continue
        if not row:
            continue
        if len(row) != width and (len(row) < width or any(field.strip() for field in row[width:])):
            reason = f"{len(row)} fields, expected {width}"
            tell(Setback(name, "table", Outcome.REJECTED, "malformed", reason, rows.line_num))
            yield rows.line_num, b""
            continue
        joined = "\t".join(" ".join(field.translate(NOT_TEXT).split()) for field in row[:width])
        yield rows.line_num, joined.encode("utf-8", "replace")


def _check_header(header: list[str], layout: Layout, name: str, tell: Tell) -> None:
    """SourceError for another table's header; surplus columns, which some files have, are told."""
    columns = [column.strip() for column in header]
    if columns[: len(layout.columns)] != list(layout.columns):
        wrong = next((one for one, other in _aligned(columns, layout.columns) if one != other), "")
        raise SourceError(f"{name} is not {layout.about}: its header has {wrong!r} where another column belongs")
    surplus = [column for column in columns[len(layout.columns) :] if column]
    if surplus:
        reason = f"surplus columns are left out: {', '.join(surplus)}"
        tell(Setback(name, "table", Outcome.TRUNCATED, "surplus", reason, 1))


def _aligned(found: Iterable[str], expected: Iterable[str]) -> Iterator[tuple[str, str]]:
    given = [*found, ""]
    return zip(given, expected, strict=False)
