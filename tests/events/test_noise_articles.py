"""Whole texts about sport, film, food, games, weddings, shops and the past hold no event; politics still does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article

PUBLISHED = datetime(2015, 10, 29, tzinfo=UTC)
LOOKALIKES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "lookalikes.txt").read_text().splitlines()
    if line and not line.startswith("#")
]

ARTICLES = {
    "a match report": (
        "Jordan destroy Oman",
        "Jordan destroyed Oman 4-0 in Amman on Thursday to go top of the group. Oman were under siege from the "
        "first whistle. The visitors attacked twice in the second half, and both times the goalkeeper was equal to "
        "it. The coach accused his defenders of sleeping. He warned the players that Qatar would punish them on "
        "Tuesday.",
    ),
    "a film review": (
        "Border Line takes no prisoners",
        "Three stars out of five. The plot sends a Turkish agent to kill a Russian general in Vienna. The villain "
        "threatens the president, bombs a bridge and kidnaps two ministers before the opening titles are over. "
        "Director Hal Brandt shot it in six weeks. The dialogue surrenders early. In cinemas from Friday.",
    ),
    "a recipe": (
        "Beat the aubergine at its own game",
        "This recipe came from a cook in Aleppo. Attack four aubergines with a fork and roast them in a hot oven. "
        "Crush the garlic and fight the urge to add more. Stir in a tablespoon of lemon. Syria and Lebanon still "
        "argue about the salt. Serve it with bread, in a bowl.",
    ),
    "a page about the past": (
        "When the mapmakers came",
        "A hundred years ago this week the British army invaded the valley. In 1916 Britain and France agreed to "
        "divide the Ottoman Empire. The historian Ada Perrin has read the letters of the officers. Her new book "
        "follows them to 1920, when France bombarded Damascus and expelled its king. She opens the archive to "
        "visitors on Sunday.",
    ),
    "a wedding": (
        "Wedding bells for soap star",
        "Lina Haddad wed her co-star in Beirut on Saturday. The bride wore silk and the groom cried. Two fans "
        "attacked a photographer at the gate and the police asked them to leave. Her mother denied that the guests "
        "had fought over the cake. The honeymoon is in Cyprus.",
    ),
    "a small court case": (
        "Landlord loses the battle of the cat",
        "A county court in Leeds ordered a landlord to pay his tenant for a broken window. The judge rejected his "
        "claim that a cat had attacked it. The tenant had accused him of entering the kitchen. He pleaded not "
        "guilty to a second charge. The court fined him forty pounds, and he may appeal.",
    ),
    "a chess column": (
        "The Armenian attack",
        "The grandmaster from Armenia attacked on the kingside at move nine. His Russian opponent defended with a "
        "rook and threatened the queen. Black sacrificed a pawn and surrendered the centre. White refused the draw. "
        "After the game the players met over tea and discussed the opening.",
    ),
}


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


@pytest.mark.parametrize("kind", ARTICLES)
def test_a_text_about_something_else_holds_no_event(coder, kind):
    title, text = ARTICLES[kind]
    events = coder.code(Article(text, title=title, published=PUBLISHED)).events

    assert [] == [(event.type, event.pattern) for event in events if "historical" not in event.auxiliary]


@pytest.mark.parametrize(("kind", "text"), LOOKALIKES)
def test_politics_among_stadiums_films_and_courts_is_coded(coder, kind, text):
    events = coder.code(Article(text, published=PUBLISHED)).events

    assert kind in {event.type for event in events}
