"""The user's own actors go before the tables, and faults are named with their line."""

from datetime import date
from pathlib import Path

import pytest

from dragoman.actors import open_actors
from dragoman.actors.userfile import read_user_file
from dragoman.errors import KnowledgeError


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_row_wins_over_the_tables_while_it_holds(tmp_path: Path):
    path = write(tmp_path, "own.csv", "name,country,sector,from,to\nHezbollah|Party of God,LBN,PTY,2015-01,2016\n")
    actors = open_actors(path)

    assert ["LBN.PTY"] == [a.code for a in actors.resolve("Hezbollah", date(2015, 6, 1))]
    assert ["LBN.REB"] == [a.code for a in actors.resolve("Hezbollah", date(2013, 6, 1))]


def test_a_person_is_known_by_surname(tmp_path: Path):
    path = write(
        tmp_path, "own.toml", '[[actor]]\nname = "Orla Quist"\ntype = "person"\ncountry = "NOR"\nsector = "LEG"\n'
    )

    assert ["NOR.LEG"] == [a.code for a in open_actors(path).resolve("Ms Quist", date(2015, 6, 1))]


def test_hidden_rows_are_gone(tmp_path: Path):
    path = write(tmp_path, "own.json", '[{"name": "Anonymous", "mode": "hide"}]')

    assert () == open_actors(path).resolve("Anonymous")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "name,country,sector\nX,LBN,ARMY\n", "line 2: 'ARMY' is no PLOVER sector"),
        ("a.csv", "name,country,sector\nX,LBN,REB\nY,XX,REB\n", "line 3: 'XX' is no ISO 3166"),
        ("a.csv", "name,country,sector,from\nX,LBN,REB,June 2014\n", "line 2: `from` is 'June 2014'"),
        ("a.csv", "name,country,sector,from\nX,LBN,REB,2014-02-31\n", "line 2: `from` '2014-02-31' is no day"),
        ("a.csv", "name,colour\nX,red\n", "line 1: unknown column 'colour'"),
        ("a.csv", "name,country,sector\n,LBN,REB\n", "line 2: an actor needs a name"),
        ("a.csv", "name,country,sector\nX,,\n", "line 2: an actor needs a country or a sector"),
        (
            "a.toml",
            '[[actor]]\nname = "X"\ncountry = "LBN"\n\n[[actor]]\ncountry = "LBN"\n',
            "line 5: an actor needs a name",
        ),
        ("a.json", '[{"name": "X",}]', "line 1"),
        ("a.yaml", "- id: x\n", "a.yaml, line 1: an actor needs a name"),
        ("a.yaml", "- name: A\n  sector: REB\n- name: B\n  sektor: REB\n", "a.yaml, line 3: unknown key 'sektor'"),
        ("a.yaml", "- name: [A\n", "a.yaml, line 2"),
        ("a.yaml", "name: A\nsector: REB\n", "a.yaml, line 1: expected a list of actors"),
        ("a.yaml", "- just words\n", "a.yaml, line 1: expected an actor"),
    ],
)
def test_faults_name_the_line(tmp_path: Path, name: str, text: str, message: str):
    with pytest.raises(KnowledgeError) as caught:
        read_user_file(write(tmp_path, name, text))

    assert message in str(caught.value)


def test_a_missing_file_says_so(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="cannot read"):
        read_user_file(tmp_path / "none.csv")


def test_yaml_rows_have_lists_months_and_names_that_need_a_country(tmp_path: Path):
    path = write(
        tmp_path,
        "own.yaml",
        "- id: grp.liberation_brigade\n"
        "  names: [Liberation Brigade, al-Tahrir Brigade, {text: LB, needs: SYR}]\n"
        "  of: SYR\n"
        "  sector: REB\n"
        "  from: 2012-03\n"
        "  to: 2016\n"
        "  links: [{splits_from: grp.fsa, from: 2013-05}]\n"
        "  codes: {cameo: SYRREB}\n",
    )
    actors = open_actors(path)
    day = date(2014, 1, 1)

    assert ["SYR.REB"] == [a.code for a in actors.resolve("al-Tahrir Brigade fighters", day)]
    assert ["SYR.REB"] == [a.code for a in actors.resolve("LB", day, "in Syria")]
    assert () == actors.resolve("LB", day)
    assert "grp.liberation_brigade" == actors.resolve("Liberation Brigade", day)[0].id
