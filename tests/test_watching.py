"""A few seconds of what `python -m bench.watch_hour` does for an hour: a watch among sites that misbehave loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each takes many seconds by itself: they are for the hour.
LEFT_OUT = ("slow", "poison", "bomber", "busy", "liar", "moved", "failing")


@pytest.mark.skipif(sys.platform != "linux", reason="one loopback address a site, and /proc for memory")
def test_a_watch_among_sites_that_misbehave_loses_nothing_and_reports_everything(tmp_path):
    report = tmp_path / "report.md"
    options = ["--minutes", "0.1", "--every", "0.03", "--haste", "3", "--without", *LEFT_OUT, "--report", str(report)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.watch_hour", *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=500,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    written = report.read_text("utf-8")
    assert " 0 lost, 0 twice; 0 visits to the canary." in written
    for outcome in ("postponed (failed)", "rejected (robots)", "rejected (refused)", "truncated (cut)"):
        assert outcome in written
