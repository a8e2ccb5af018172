"""Short articles of our own, as many as are wanted: the n-th is always the same, and no two are.

They are for measuring what moves and keeps articles, not how well they are read.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from html import escape

# Country, what is of it, its capital, another town, its leader's office.
SIDES = (
    ("Iraq", "Iraqi", "Baghdad", "Mosul", "Prime Minister"),
    ("Iran", "Iranian", "Tehran", "Isfahan", "President"),
    ("Turkey", "Turkish", "Ankara", "Gaziantep", "President"),
    ("Russia", "Russian", "Moscow", "Rostov-on-Don", "President"),
    ("Ukraine", "Ukrainian", "Kyiv", "Kharkiv", "President"),
    ("Israel", "Israeli", "Jerusalem", "Haifa", "Prime Minister"),
    ("Egypt", "Egyptian", "Cairo", "Alexandria", "President"),
    ("Sudan", "Sudanese", "Khartoum", "Port Sudan", "President"),
    ("Ethiopia", "Ethiopian", "Addis Ababa", "Mekelle", "Prime Minister"),
    ("Kenya", "Kenyan", "Nairobi", "Mombasa", "President"),
    ("Nigeria", "Nigerian", "Abuja", "Kano", "President"),
    ("India", "Indian", "New Delhi", "Srinagar", "Prime Minister"),
    ("Pakistan", "Pakistani", "Islamabad", "Karachi", "Prime Minister"),
    ("China", "Chinese", "Beijing", "Shanghai", "President"),
    ("Japan", "Japanese", "Tokyo", "Osaka", "Prime Minister"),
    ("Colombia", "Colombian", "Bogota", "Medellin", "President"),
    ("Venezuela", "Venezuelan", "Caracas", "Maracaibo", "President"),
    ("France", "French", "Paris", "Marseille", "President"),
    ("Germany", "German", "Berlin", "Hamburg", "Chancellor"),
    ("Poland", "Polish", "Warsaw", "Gdansk", "Prime Minister"),
)
LEADS = (
    "{a_adj} troops shelled a village near {b_town} on {day}, killing {n} people.",
    "{a} denied on {day} that its forces had shelled {b_adj} positions near {b_town}.",
    "{a} and {b} signed an agreement on trade and transit in {a_capital} on {day}.",
    "The foreign ministry in {a_capital} condemned {b} on {day} over the arrest of {n} journalists.",
    "The {a_adj} government expelled {n} {b_adj} diplomats on {day}.",
    "{a_adj} police arrested {n} people in {a_town} on {day} after a protest against {b}.",
    "The {a_adj} {a_office} met the {b_adj} foreign minister in {a_capital} on {day} for talks about the border.",
    "{a} threatened on {day} to close its border with {b} unless {n} prisoners are released.",
    "{a} promised {n} million dollars in aid to {b} on {day}, the {a_adj} finance ministry said.",
    "Some {n},000 people marched through {a_town} on {day} to demand that the {a_adj} government resign.",
    "{a} imposed sanctions on {n} {b_adj} officials on {day}.",
    "The {a_adj} {a_office} accused {b} on {day} of arming rebels near {a_town}.",
    "{a} will withdraw {n} soldiers from the border with {b}, its defence ministry said on {day}.",
    "{a} rejected on {day} a {b_adj} offer to mediate in the dispute over {n} islands.",
    "Rebels killed {n} soldiers in an ambush near {a_town} on {day}, the {a_adj} army said.",
    "{a} released {n} {b_adj} fishermen on {day}, state media reported.",
)
SECONDS = (
    "The {b_adj} foreign ministry said that it would answer within {m} days.",
    "A spokesman for the {b_adj} army called the report a fabrication and gave no further details.",
    "Officials in {b_capital} had warned of such a step {m} weeks earlier.",
    "It was the {m}th such case since the beginning of the year, according to the interior ministry in {a_capital}.",
    "The {b_adj} {b_office} is expected to visit {a_capital} within {m} days.",
    "Witnesses in {a_town} spoke of {m} vehicles on the road to the coast.",
    "Neither side has said what would happen if the talks failed after {m} rounds.",
    "The opposition in {a_capital} asked for an inquiry and named {m} witnesses.",
)
THIRDS = (
    "Relations between the two countries have been tense for {m} years, and trade has fallen.",
    "The United Nations urged both sides to show restraint and offered {m} observers.",
    "Analysts said that the step had been expected, and that more of the same would follow in the {m} weeks to come.",
    "A hospital in {b_town} said that it was treating {m} people.",
    "Schools in {a_town} stayed closed, and {m} flights were cancelled.",
    "An envoy of the European Union will travel to {b_capital} to speak with {m} parties.",
)
# A voice from the street: what keeps two articles on the same thing from being nearly the same text.
FIRST_NAMES = "Amina Boris Carla Dmitri Elif Farid Greta Hamid Ines Jamal Kenji Lucia Marek Nadia Omar Priya Ruth Samir Yara"
LAST_NAMES = (
    "Abbas Bello Castro Demir Eriksen Farah Goldman Haddad Ivanova Jimenez Kowalski Lindqvist Mensah Novak Okafor Petrov Rahman "
    "Sato Tadesse Ueda Vargas Wagner Yilmaz Zhou"
)
JOBS = "teacher baker nurse driver lawyer farmer student grocer welder fisherman tailor clerk".split()  # noqa: SIM905
VIEWS = (
    "the price of {thing} had doubled since {month}",
    "nobody on {street} Street believed a word of it",
    "a brother had heard it on the radio while repairing {thing}",
    "the shops on {street} Street had been empty since {month}",
    "people here cared more about {thing} than about ministers",
    "it was time to leave for the coast before {month}",
    "it was the same as with the {thing} in {month}",
)
THINGS = "bread diesel rice tractors medicine buses cement onions generators oil pumps".split()  # noqa: SIM905
STREETS = "Mill Station Garden River Market Castle Orchard Harbour Tower Chapel Olive Foundry".split()  # noqa: SIM905
MONTHS = "January February March April June July August September October November December".split()  # noqa: SIM905
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Written:
    """An article: its number stands in the last paragraph, so that it is found again wherever it went."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def mark(self) -> str:
        """The words that no other article has."""
        return mark_of(self.number)

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


def mark_of(number: int) -> str:
    """The words by which an article is found again."""
    return f"filed under {number:07d}"


def write_article(number: int, published: datetime) -> Written:
    """The article of this number, published at this time."""
    chance = random.Random(number)
    one, other = chance.sample(SIDES, 2)
    names = {f"{side}{part}": word for side, known in (("a", one), ("b", other))
             for part, word in zip(("", "_adj", "_capital", "_town", "_office"), known, strict=True)}  # fmt: skip
    words = {**names, "day": DAYS[published.weekday()], "n": chance.randrange(3, 90), "m": chance.randrange(4, 20)}
    lead = chance.choice(LEADS).format(**words)
    rest = [chance.choice(SECONDS).format(**words), chance.choice(THIRDS).format(**words)]
    chance.shuffle(rest)
    rest.append(_voice(chance, one[2]))
    end = f"The {one[1]} news service reported this from {one[2]}; its report is {mark_of(number)}."
    return Written(number, lead.rstrip(".").replace(" on " + words["day"], ""), (lead, " ".join(rest), end), published)


def _voice(chance: random.Random, town: str) -> str:
    name = f"{chance.choice(FIRST_NAMES.split())} {chance.choice(LAST_NAMES.split())}"
    words = {"thing": chance.choice(THINGS), "street": chance.choice(STREETS), "month": chance.choice(MONTHS)}
    view, age = chance.choice(VIEWS).format(**words), chance.randrange(19, 80)
    return f"{name}, {age}, a {chance.choice(JOBS)} in {town}, said that {view}."


def as_page(written: Written, extra: str = "") -> str:
    """The article as a page of a newspaper."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in (*written.paragraphs, *filter(None, [extra])))
    stamp = written.published.isoformat()
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(written.title)}</title>'
        f'<meta property="article:published_time" content="{stamp}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(written.title)}</h1>{body}</article></body></html>"
    )


def as_rss(title: str, items: list[str]) -> str:
    """A feed of items."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def as_item(written: Written, link: str, *, guid: str = "", text: str = "") -> str:
    """The article as an item of a feed; the text, if any, as its description."""
    stamp = written.published.strftime("%a, %d %b %Y %H:%M:%S GMT")
    said = f"<description>{escape(text)}</description>" if text else ""
    return (
        f"<item><title>{escape(written.title)}</title><link>{escape(link)}</link><guid>{escape(guid or link)}</guid>"
        f"<pubDate>{stamp}</pubDate>{said}</item>"
    )
