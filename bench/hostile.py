"""Reads hostile files, each in a process of its own: `python -m bench.hostile [--only NAME]`.

For each file: seconds of processor time, the most memory that the reader and the processes under it had, and what became of
what was in it. The bars: no crash, nothing above ten seconds, no process above 300 MB. Files are made here, from a seed; hostile
pages and feeds are those of tests/hostile.py.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import zstandard

MB = 2**20
GOOD = "Iraq has refused an offer of foreign ground troops, the office of the prime minister said on Thursday."
GOOD_LINE = json.dumps({"id": "good", "text": GOOD, "published": "2015-10-29"}).encode() + b"\n"
# Curly quotes, a dash, a currency sign and accents: what tells one encoding from another in an English text.
MARKED = "The Café’s owner said “no” – it costs €5, naïve or not. " + GOOD

# Encodings of Western texts that Python knows; the last ones cannot write every sign of MARKED.
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "cp1252", "cp1250",
    "cp1254", "cp1257", "cp1258", "iso8859-15", "mac_roman", "gb18030", "cp858", "latin-1", "iso8859-2", "iso8859-9", "cp437",
    "cp850", "koi8-r", "shift_jis", "euc-jp", "iso2022-jp", "big5", "euc-kr", "cp1251", "hz", "cp037", "cp500",
)  # fmt: skip


def encoded(text: str, encoding: str) -> bytes:
    """The text in an encoding, signs that it has not got replaced."""
    return text.encode(encoding, "replace")


def packed_line(size: int) -> bytes:
    """One line of so many bytes, packed a thousand to one."""
    return gzip.compress(b'{"text": "' + b"a" * size)


def many_lines(size: int) -> bytes:
    """So many bytes of empty lines, packed a thousand to one."""
    return gzip.compress(b"\n" * size)


def zipped(name: str, data: bytes) -> bytes:
    """A zip file with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def warc_record(content: bytes, *, length: int | None = None, kind: bytes = b"response") -> bytes:
    """A WARC record; its length may lie."""
    size = len(content) if length is None else length
    head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: %d\r\n\r\n" % (
        kind,
        size,
    )
    return head + content + b"\r\n\r\n"


def page_record(page: bytes) -> bytes:
    """A WARC record of a page."""
    return warc_record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page)


def good_page() -> bytes:
    """A page with an article."""
    return (
        b"<html><head><title>No</title></head><body><article><p>"
        + (GOOD + " ").encode() * 5
        + b"</p></article></body></html>"
    )


def cut_anywhere(data: bytes, seed: int) -> bytes:
    """The data up to some byte."""
    return data[: random.Random(seed).randrange(1, len(data))]


# Made when they are needed: some are large.
FILES: dict[str, Callable[[], bytes]] = {
    "bomb-in-a-line.jsonl.gz": lambda: gzip.compress(GOOD_LINE) + packed_line(256 * MB),
    "bomb-of-lines.jsonl.gz": lambda: gzip.compress(GOOD_LINE) + many_lines(256 * MB),
    "bomb.jsonl.zst": lambda: zstandard.compress(GOOD_LINE + b"a" * (256 * MB)),
    "bomb-in-a-bomb.jsonl.gz": lambda: gzip.compress(packed_line(256 * MB)),
    "bomb.warc.gz": lambda: gzip.compress(page_record(b"\0" * (256 * MB))) + gzip.compress(page_record(good_page())),
    "bomb-in-http.warc": lambda: (
        warc_record(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(b" " * (256 * MB))
        )
        + page_record(good_page())
    ),
    "long-line.jsonl": lambda: b"a" * (100 * MB) + b"\n" + GOOD_LINE,
    "long-string.jsonl": lambda: b'{"text": "' + "é".encode() * (6 * MB) + "😀".encode() + b'"}\n' + GOOD_LINE,
    "deep.jsonl": lambda: b"[" * MB + b"\n" + b'{"text": ' * MB + b"\n" + GOOD_LINE,
    "not-numbers.jsonl": lambda: b'{"text": NaN}\n{"text": 1e999}\n{"id": ' + b"9" * 50_000 + b"}\n" + GOOD_LINE,
    "many-keys.jsonl": lambda: json.dumps({str(n): n for n in range(300_000)}).encode() + b"\n" + GOOD_LINE,
    "surrogates.jsonl": lambda: b'{"text": "\\ud800 Iraq refused. \\udfff", "id": "\\ud83d"}\n' + GOOD_LINE,
    "half-a-file.jsonl.gz": lambda: gzip.compress(GOOD_LINE * 100)[:-30],
    "flipped.jsonl.gz": lambda: (
        gzip.compress(random.Random(3).randbytes(50).hex().encode() + GOOD_LINE * 9)[:-4] + b"zzzz"
    ),
    "marks-only.warc.gz": lambda: b"\x1f\x8b\x08" * (MB // 2),
    "heads-only.warc": lambda: b"WARC/1.0\n" * 300_000,
    "tiny-records.warc": lambda: warc_record(b"", kind=b"request") * 100_000 + page_record(good_page()),
    "tiny-members.warc.gz": lambda: (
        gzip.compress(warc_record(b"", kind=b"request")) * 50_000 + gzip.compress(page_record(good_page()))
    ),
    "one-long-head.warc": lambda: b"WARC/1.0\r\n" + b"X: y\r\n" * MB + page_record(good_page()),
    "lengths-that-lie.warc": lambda: (
        b"".join(warc_record(good_page(), length=n) for n in (0, 7, 10**6, 10**15)) + page_record(good_page())
    ),
    "cut.warc.gz": lambda: cut_anywhere(gzip.compress(page_record(good_page())) * 9, 4),
    "cut.warc": lambda: cut_anywhere(page_record(good_page()) * 9, 5),
    "deflated-twice.warc": lambda: (
        warc_record(zlib.compress(zlib.compress(b"\0" * (64 * MB)))) + page_record(good_page())
    ),
    "chunks-that-lie.warc": lambda: (
        warc_record(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n"
            + good_page()
            + b"\r\n-5\r\nx\r\n0\r\n\r\n"
        )
        + page_record(good_page())
    ),
    "20-MB.html": lambda: b"<html><body>" + b"<p>" + (GOOD + " ").encode() * 150_000 + b"</p>",
    "30-MB.html": lambda: b"<html><body>" + b"<p>a</p>" * (4 * MB),
    "50-MB.txt": lambda: (GOOD + "\n").encode() * (50 * MB // 100),
    "NUL.txt": lambda: b"Iraq\0refused." * 1000,
    "binary.txt": lambda: random.Random(1).randbytes(MB),
    "bomb.export.CSV.gz": lambda: gzip.compress(b"a\t" * (256 * MB)),
    "bomb.export.CSV.zip": lambda: zipped("a.CSV", b"a\t" * (256 * MB)),
    **{f"{name}.txt": (lambda name=name: encoded(MARKED, name)) for name in ENCODINGS},  # type: ignore[misc]
}

READER = """
import resource, sys
from collections import Counter
from pathlib import Path
from dragoman.records import Failure
path = Path(sys.argv[1])
kinds = Counter()
if ".CSV" in path.name:
    from dragoman.errors import DragomanError
    from dragoman.sources.tables import clean
    setbacks = []
    try:
        with open(sys.argv[2], "wb") as out:
            kinds["accepted"] = clean(path, "gdelt", out, setbacks.append).rows
    except DragomanError as problem:
        kinds["refused"] += 1
    kinds["rejected"] = len(setbacks)
else:
    from dragoman.sources import html, read
    for item in read(path):
        kinds[item.kind if isinstance(item, Failure) else "accepted"] += 1
        assert not isinstance(item, Failure) or item.message
    html._EXTRACTOR.stop()  # so that its figures are known
# Not that of RUSAGE_SELF: it begins with what the process had that started this one.
own = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")]
usage = own[0], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(spent, *(size // 1024 for size in usage), dict(kinds))
"""


def read_file(path: Path) -> tuple[int, str]:
    """How a process ended that read the file, and what it said."""
    command = [sys.executable, "-c", READER, str(path), str(path.with_suffix(".out"))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return -1, "still reading after two minutes"
    return done.returncode, (done.stdout or done.stderr[-300:]).strip()


def main() -> None:
    """Print a line a file; the exit code is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="files whose name holds this")
    options = parser.parse_args()
    failed = []
    print(f"{'file':28}{'s':>7}{'MB':>6}{'below':>7}  what became of it")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILES.items():
            if options.only not in name:
                continue
            path = Path(folder) / name
            path.write_bytes(make())
            began = time.monotonic()
            code, said = read_file(path)
            path.unlink()
            seconds, own, below, *kinds = (
                said.split(maxsplit=3) if code == 0 else (time.monotonic() - began, 0, 0, said)
            )
            is_good = code == 0 and float(seconds) < 10 and int(own) < 300 and int(below) < 300
            failed += [] if is_good else [name]
            mark = "" if is_good else "   <-- "
            print(f"{name:28}{float(seconds):7.1f}{int(own):6}{int(below):7}  {kinds[0]}{mark}", flush=True)
    if failed:
        raise SystemExit(f"missed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
