"""The gold sentences are well formed, and the halves are kept apart."""

from pathlib import Path

import pytest
from bench import sentences

from dragoman.ontology import MODES

EVERY = {half: sentences.read_half(half) for half in sentences.HALVES}


@pytest.mark.parametrize("half", sentences.HALVES)
def test_a_half_holds_hundreds_of_sentences_of_all_types(half: str) -> None:
    kinds = {event.type for sentence in EVERY[half] for event in sentence.events}

    assert len(EVERY[half]) > 800
    assert len(kinds) == 16


@pytest.mark.parametrize("half", sentences.HALVES)
def test_modes_belong_to_their_types(half: str) -> None:
    used = {(event.type, event.mode) for sentence in EVERY[half] for event in sentence.events if event.mode}

    assert used <= set(MODES)


def test_no_sentence_stands_in_both_halves() -> None:
    write, check = ({sentence.text for sentence in EVERY[half]} for half in sentences.HALVES)

    assert write.isdisjoint(check)


def test_errors_of_the_check_half_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        sentences.main(["--half", "check", "--errors"])

    assert "never shown" in capsys.readouterr().err


def test_missing_files_are_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sentences, "SETS", tmp_path)
    sentences.main([])

    assert "No gold sentences" in capsys.readouterr().out
