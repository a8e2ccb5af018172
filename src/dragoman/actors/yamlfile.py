"""The user's actors written as YAML: the rows of the file with the lines on which they begin.

The file is read as nodes and never as Python values, so that every cell stays the text that the user wrote (2012-03 is
a month, not a number) and every fault has a line.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml  # type: ignore[import-untyped]

from dragoman.errors import KnowledgeError


def yaml_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The line and the cells of each actor of a YAML list; lists become cells with `|` between their parts.

    >>> list(yaml_rows("- names: [Blue Front, Front Bleu]\\n  of: CIV\\n", "own.yaml"))
    [(1, {'names': 'Blue Front|Front Bleu', 'of': 'CIV'})]
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KnowledgeError(f"{name}, line {line}: {error.problem or 'not YAML'}.") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{name}: {error}.") from error
    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        root = root.value[0][1]  # `actors:` above the list
    if not isinstance(root, yaml.SequenceNode):
        raise KnowledgeError(f"{name}, line 1: expected a list of actors, each beginning with `- name:`.")
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise KnowledgeError(f"{name}, line {line}: expected an actor with name, country and sector.")
        yield line, {str(key.value): _cell(value) for key, value in node.value}


def _cell(node: yaml.Node) -> str:
    """The text of a node: a list's parts joined by `|`, of a mapping its `text` and what it `needs`."""
    if isinstance(node, yaml.SequenceNode):
        return "|".join(_cell(part) for part in node.value)
    if isinstance(node, yaml.MappingNode):
        cells = {str(key.value): _cell(value) for key, value in node.value}
        if "text" in cells:
            return f"{cells['text']}@{cells['needs']}" if cells.get("needs") else cells["text"]
        return "|".join(f"{key}={value}" for key, value in cells.items())
    return "" if node.tag.endswith(":null") else str(node.value)
