"""`dragoman events` and `dragoman claims`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import click

from dragoman.claims import grade, is_political, likelihood_of, why_not_resolvable
from dragoman.cli.tables import Answer, show
from dragoman.records import Coded, Stance
from dragoman.store import open_store
from dragoman.stories import contested_claims, group_events

DEFAULT_STORE = "dragoman.duckdb"
DAY = click.DateTime(["%Y-%m-%d"])
STANCES = click.Choice([stance.value for stance in Stance], case_sensitive=False)

# In a table, enough of a sentence to know which it is; --json and --csv have it whole.
SHOWN = 90

Function = TypeVar("Function", bound=Callable[..., Any])


def _options(command: Function) -> Function:
    """The options that both commands have."""
    for option in (
        click.option("--csv", "form", flag_value="csv", help="As CSV."),
        click.option("--json", "form", flag_value="json", help="As JSON lines."),
        click.option("--until", type=DAY, help="Until this day, such as 2015-10-31."),
        click.option("--since", type=DAY, help="From this day on, such as 2015-10-01."),
        click.option("--stance", type=STANCES, help="What a source does with it."),
        click.option("--type", "type_", metavar="TYPE", help="A PLOVER event type, such as ASSAULT."),
        click.option("--actor", help="Who does it: a code (IRQ finds IRQ.GOV too), an id, or a name."),
        click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is asked."),
    ):
        command = option(command)
    return command


@click.command()
@_options
@click.option("--recipient", help="To whom: a code, an id, or a name.")
@click.option("--place", help="Where: the name of a place, or a country's code.")
def events(
    store: str,
    actor: str | None,
    type_: str | None,
    stance: str | None,
    since: datetime | None,
    until: datetime | None,
    form: str | None,
    recipient: str | None,
    place: str | None,
) -> None:
    """List stored events, by day.

    Days are those of the event, or of its article where the text gives none.
    """
    with open_store(store, read_only=True) as opened:
        answers = opened.events(
            actor=actor,
            recipient=recipient,
            type=type_,
            stance=stance,
            since=_day(since),
            until=_day(until),
            place=place,
        )
    header = ("day", "who", "type", "whom", "where", "stances", "article", "sentence")
    show(answers, form, header, map(_event_row, answers))


@click.command()
@_options
@click.option("--source", help="Who says it, or passes it on: a code, an id, or a name.")
@click.option(
    "--contested",
    is_flag=True,
    help="Only about events that some affirm and others deny, or what sources put another value to.",
)
@click.option(
    "--predictions",
    is_flag=True,
    help="Only predictions, promises and threats, about an event or by or about a political actor.",
)
def claims(
    store: str,
    actor: str | None,
    type_: str | None,
    stance: str | None,
    since: datetime | None,
    until: datetime | None,
    form: str | None,
    source: str | None,
    contested: bool,
    predictions: bool,
) -> None:
    """List stored claims, by day: who says what, and how.

    --actor and --type are those of the event that a claim is about.
    """
    with open_store(store, read_only=True) as opened:
        answers = opened.claims(
            source=source,
            actor=actor,
            type=type_,
            stance=stance,
            since=_day(since),
            until=_day(until),
            only_predictions=predictions,
        )
        if contested:
            found = contested_claims(group_events(opened.coded()))
            found |= {(one.article.id, claim.id) for one in opened.coded() for claim in one.claims if claim.contradicts}
            answers = [answer for answer in answers if (answer["article"], answer["id"]) in found]
        if predictions:
            political = {
                (one.article.id, claim.id) for one in opened.coded() for claim in one.claims if is_political(claim, one)
            }
            answers = [answer for answer in answers if (answer["article"], answer["id"]) in political]
        if contested or predictions:
            _add_judgements(answers, opened.coded())
    if contested:
        header: tuple[str, ...] = ("day", "what", "stance", "who says", "grade", "article", "words")
        show(answers, form, header, map(_contested_row, answers))
    elif predictions:
        header = ("day", "who says", "stance", "what", "until", "likely", "to score it", "article", "words")
        show(answers, form, header, map(_prediction_row, answers))
    else:
        header = ("day", "who says", "stance", "what", "until", "article", "words")
        show(answers, form, header, map(_claim_row, answers))


def _add_judgements(answers: Sequence[Answer], coded: Iterable[Coded]) -> None:
    """Add to claims what is derived from their articles: grade, probability, and why they cannot be scored."""
    wanted = {(answer["article"], answer["id"]): answer for answer in answers}
    for one in coded:
        for claim in one.claims:
            answer = wanted.get((one.article.id, claim.id))
            if answer is None:
                continue
            found = likelihood_of(one.article, claim)
            answer["grade"] = grade(claim, one.claims)
            answer["probability"] = None if found is None else [found.low, found.high]
            answer["unresolvable"] = why_not_resolvable(claim)


def _event_row(e: Answer) -> tuple[str, ...]:
    what = f"{e['type']}/{e['mode']}" if e["mode"] else e["type"]
    who, whom = "+".join(e["actors"]) or "-", "+".join(e["recipients"]) or "-"
    stances = " ".join(e["stances"] or [])
    return (_event_day(e), who, what, whom, e["place"] or "-", stances, e["article"], _short(e["sentence"]))


def _claim_row(c: Answer) -> tuple[str, ...]:
    what = " ".join(part for part in ("+".join(c["actors"]), c["type"], "+".join(c["recipients"])) if part) or "-"
    until = str(c["deadline_last"] or "-")
    stance = f"{c['stance']} not" if c["polarity"] == "negative" and c["stance"] != "denied" else c["stance"]
    return (_event_day(c), _short(c["chain"], 40), stance, what, until, c["article"], _short(c["content"]))


def _contested_row(c: Answer) -> tuple[str, ...]:
    day, who, stance, what, _, article, content = _claim_row(c)
    return (day, what, stance, who, c.get("grade", "-"), article, content)


def _prediction_row(c: Answer) -> tuple[str, ...]:
    day, who, stance, what, until, article, content = _claim_row(c)
    low_high = c.get("probability")
    likely = "-" if low_high is None else f"{low_high[0]:.0%} to {low_high[1]:.0%}"
    return (day, who, stance, what, until, likely, c.get("unresolvable") or "enough", article, content)


def _event_day(answer: Answer) -> str:
    if answer["first"] is not None:
        return str(answer["first"])
    return answer["published"].date().isoformat() if answer["published"] is not None else "-"


def _short(words: str | None, most: int = SHOWN) -> str:
    return textwrap.shorten(words or "-", most, placeholder=" ...")


def _day(stamp: datetime | None) -> date | None:
    return None if stamp is None else stamp.date()
