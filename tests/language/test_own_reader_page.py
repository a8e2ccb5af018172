"""The page on bringing one's own reader: its example runs and keeps the contract."""

import re
from pathlib import Path

from dragoman.language import check_reader

PAGE = Path(__file__).parents[2] / "docs/own-reader.md"


def test_the_example_reader_keeps_the_contract():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    [example] = [block for block in blocks if "class Every" in block]
    names: dict[str, object] = {}
    exec(example, names)

    check_reader(names["EveryWordANoun"]())
