"""`dragoman forecast`, `surprise`, `scoreboard` and `backtest`."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import click

from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.reporting import terminal_width
from dragoman.cli.tables import as_json_lines, as_table
from dragoman.errors import SourceError
from dragoman.forecasting.backtest import replay_forecasts
from dragoman.forecasting.dyads import dyads
from dragoman.forecasting.forecast import Forecast, forecasts_from, make_forecasts
from dragoman.forecasting.history import History, read_tkg
from dragoman.forecasting.imported import imported_history
from dragoman.forecasting.labels import quad_classes_of
from dragoman.forecasting.plots import curve_svg, reliability_svg, surprise_svg, write_picture
from dragoman.forecasting.published import Archive, Receipt, read_archive
from dragoman.forecasting.questions import CLASS_OF, Answer
from dragoman.forecasting.quoted import RANKED_FROM, Judged, Standing, judge, league, read_sayings
from dragoman.forecasting.scoreboard import Line, board, record, resolve_open, scored, verify
from dragoman.forecasting.surprise import BASIS_WORDS, WARM_UP_ACTS, WARM_UP_DAYS, Surprise, by_sentence, surprises
from dragoman.forecasting.verification import Bin, brier, calibration_error, log_score, reliability, skill
from dragoman.forecasting.which import Candidate, which
from dragoman.interchange.tables.rows import country_name
from dragoman.ontology import codes
from dragoman.store import open_store
from dragoman.store.chain import head, links
from dragoman.store.store import Store

HORIZONS = click.Choice(["1", "7", "28"])
STORE = click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is asked.")
PLOT = click.option("--plot", type=click.Path(path_type=Path), help="Draw it: a .svg or .png file.")


@click.command()
@STORE
@click.option("--actor", metavar="CODE", help="Who would do it, such as RUS or SYR.REB.")
@click.option("--recipient", metavar="CODE", help="To whom.")
@click.option("--what", metavar="WHAT", help="A PLOVER type (ASSAULT) or a quad class (material_conflict).")
@click.option(
    "--which", "asked", metavar="QUESTION", help='Rank all sides instead: "RUS ASSAULT ?" or "? ASSAULT IRQ".'
)
@click.option("--horizon", type=HORIZONS, default="7", show_default=True, help="How many days ahead.")
@click.option("--on", "opens", type=DAY, help="First day of the window; default: the day after the last article.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="How many, most probable first.")
@click.option("--learned", is_flag=True, help="Of --which: order by a ranker that learns first. Takes minutes.")
@click.option("--imported", is_flag=True, help="From imported event tables; so it is where nothing was coded.")
@click.option("--record", "is_recorded", is_flag=True, help="Write them on the scoreboard.")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def forecast(
    store: str,
    actor: str | None,
    recipient: str | None,
    what: str | None,
    asked: str | None,
    horizon: str,
    opens: datetime | None,
    top: int,
    learned: bool,
    imported: bool,
    is_recorded: bool,
    as_json: bool,
) -> None:
    """Say how probable acts are in the days ahead, from what was published before, and what the figure rests on.

    With --which, say who comes next: whom a side will do something to, or who will do it to a side.
    """
    if is_recorded and (imported or asked is not None):
        raise SourceError("--record takes probabilities from coded articles: leave out --imported and --which")
    with open_store(store, read_only=not is_recorded) as opened:
        known = _known(opened, imported)
        day = opens.date() if opens else _day_after(known)
        if asked is not None:
            _say_which(known, day, asked, int(horizon), top, learned, as_json)
            return
        is_one_pair = bool(actor and recipient)
        found = make_forecasts(
            known,
            day,
            horizon=int(horizon),
            actor=_code(actor),
            recipient=_code(recipient),
            what=_what(what),
            tested=is_one_pair,
            explained=top,
        )[:top]
        mark = record(opened, found, written=_now()) if is_recorded else None
    names = _names_of(known)
    if as_json:
        click.echo(as_json_lines(_forecast_fields(one, names) for one in found), nl=False)
        return
    click.echo(f"{_basis(known, day)} Base: share of past windows.\n")
    for number, one in enumerate(found, 1):
        click.echo(_wrapped(_forecast_lines(number, one, names)))
    if not found:
        click.echo("no pair has a record of three acts in 90 days: name both sides with --actor and --recipient")
    if mark:
        click.echo(f"On record. Head of the scoreboard: {mark}")


@click.command()
@STORE
@click.option("--since", type=DAY, help="Published from this day on.")
@click.option("--until", type=DAY, help="Published until this day.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="How many, most surprising first.")
@click.option("--reports", type=click.IntRange(1), default=1, show_default=True, help="Told by so many articles.")
@PLOT
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def surprise(
    store: str, since: datetime | None, until: datetime | None, top: int, reports: int, plot: Path | None, as_json: bool
) -> None:
    """List what happened though forecasts of a week before gave it little: in bits, with the forecast's curve."""
    with open_store(store, read_only=True) as opened:
        archive = _archive(opened)
    found = surprises(archive, since=since.date() if since else None, until=until.date() if until else None)
    shown = [one for one in found if max(act.reports for act in one.acts) >= reports]
    if plot:
        write_picture(_drawn(shown, archive) if top == 1 and shown else surprise_svg(shown, archive.names), plot)
    if as_json:
        click.echo(as_json_lines(_surprise_fields(one, archive) for one in shown[:top]), nl=False)
        return
    for number, some in enumerate(by_sentence(shown)[:top], 1):
        click.echo(_wrapped(_surprise_lines(number, some, archive)))
    if not shown:
        click.echo(
            f"nothing found: an archive must go on for {WARM_UP_DAYS} days and tell of {WARM_UP_ACTS} acts", err=True
        )


@click.command()
@click.argument("what", type=click.Choice(["show", "verify", "resolve", "authors"]), default="show")
@STORE
@click.option("--head", "known", metavar="HASH", help="Of verify: a head that was noted earlier.")
@click.option("--all", "is_all", is_flag=True, help="Of authors: also what cannot be resolved, with the reason.")
@PLOT
@click.option("--json", "as_json", is_flag=True, help="As JSON lines: the rows, or the authors' predictions.")
def scoreboard(what: str, store: str, known: str | None, is_all: bool, plot: Path | None, as_json: bool) -> None:
    """Show who was right: forecasts on record (show, resolve, verify) and the predictions of authors.

    WHAT is show (default), verify (find any edit of the record), resolve (answer what can be answered by now), or authors
    (each prediction, promise and threat of a quoted source, and what became of it).
    """
    with open_store(store, read_only=what != "resolve") as opened:
        if what == "verify":
            _verify(opened, known)
            return
        if what == "resolve":
            done = resolve_open(opened, _archive(opened), written=_now())
            click.echo(f"{done} questions resolved. Head of the scoreboard: {head(opened)[1]}")
            return
        archive, chain = _archive(opened), links(opened)
        judged = judge(read_sayings(opened.coded()), archive)
    if as_json:
        rows = (_saying_fields(one) for one in judged) if what == "authors" else (link.content for link in chain)
        click.echo(as_json_lines(rows), nl=False)
        return
    if what == "authors":
        void = [one for one in judged if one.resolution.answer is Answer.VOID]
        for one in judged if is_all else (one for one in judged if one.resolution.answer is not Answer.VOID):
            click.echo(_wrapped(_saying_lines(one, archive)))
        if void and not is_all:
            click.echo(_void_lines(void))
        return
    done_so_far = scored(chain)
    if plot:
        own = [one for one in done_so_far if one.forecaster == "ensemble"]
        write_picture(reliability_svg(reliability([x.probability for x in own], [x.came for x in own])), plot)
    click.echo(f"{len(chain)} rows on record, {len(done_so_far)} forecasts resolved\n")
    if done_so_far:
        click.echo(_board_table(board(done_so_far, lambda one: one.forecaster), "forecaster"))
        own = [one for one in done_so_far if one.forecaster == "ensemble"]
        click.echo(_board_table(board(own, lambda one: f"{one.question.days} days"), "horizon"))
        click.echo(_board_table(board(own, lambda one: one.question.what), "kind of act"))
        click.echo(_calibration(reliability([x.probability for x in own], [x.came for x in own], 5)))
    else:
        click.echo(f"No forecast is on record yet: dragoman backtest --store {store} --record\n")
    click.echo(_league(league(judged), judged))


@click.command()
@click.option("--store", help="A store; its acts are replayed by day of publication.")
@click.option("--tkg", type=click.Path(path_type=Path), help="A folder with train/valid/test.tsv, entities, relations.")
@click.option("--from", "since", type=DAY, help="First day; default: the middle of the history.")
@click.option("--to", "until", type=DAY, help="Last day.")
@click.option("--horizon", type=HORIZONS, default="7", show_default=True, help="How many days ahead.")
@click.option("--every", type=click.IntRange(1), default=7, show_default=True, help="Days between two forecasts.")
@click.option("--plain", is_flag=True, help="Without boosted trees.")
@click.option(
    "--imported", is_flag=True, help="Of a store: its imported event tables; so it is where nothing was coded."
)
@click.option("--record", "is_recorded", is_flag=True, help="Write forecasts and answers on the store's scoreboard.")
@PLOT
def backtest(
    store: str | None,
    tkg: Path | None,
    since: datetime | None,
    until: datetime | None,
    horizon: str,
    every: int,
    plain: bool,
    imported: bool,
    is_recorded: bool,
    plot: Path | None,
) -> None:
    """Replay a history day by day: forecast, wait, score. The same code makes live forecasts."""
    if (store is None) == (tkg is None) or (is_recorded and (tkg is not None or imported)):
        raise SourceError("name either --store or --tkg; only coded articles of a store can be put on record")
    with nullcontext(None) if store is None else open_store(store, read_only=not is_recorded) as opened:
        known = read_tkg(cast(Path, tkg)) if opened is None else _known(opened, imported)
        archive = known if isinstance(known, Archive) else None
        history = known if isinstance(known, History) else known.history()
        first, last = _span(history, since, until, int(horizon))
        source = dyads(history, quad_classes_of(history.relations))
        said: dict[str, list[float]] = {}
        came: list[float] = []
        forecasts: list[Forecast] = []
        for made in replay_forecasts(source, first, last, horizon=int(horizon), boosted=False if plain else None):
            if (made.day - first) % every:
                continue
            came += made.outcome().astype(float).tolist()
            for name, p in made.probabilities.items():
                said.setdefault(name, []).extend(p.tolist())
            if is_recorded and archive is not None and history.first_day is not None:
                forecasts += forecasts_from(made, archive, history.first_day + timedelta(days=made.day))
        if opened is not None and archive is not None and is_recorded:
            mark = record(opened, forecasts, written=_now())
            resolve_open(opened, archive, written=_now())
            click.echo(f"{len(forecasts)} questions put on record as replays. Head of the scoreboard: {mark}\n")
    if not came:
        raise SourceError("no pair has a record of three acts in 90 days in these days: nothing to score")
    click.echo(f"{len(came):,} forecasts for {horizon} days, {sum(came) / len(came):.1%} came\n")
    click.echo(_backtest_table(said, came))
    table = reliability(said["ensemble"], came)
    click.echo(_calibration(table))
    if plot:
        write_picture(reliability_svg(table), plot)


def _archive(store: Store) -> Archive:
    archive = read_archive(store.coded())
    if not archive.acts:
        raise SourceError(f"{store.path} holds no act that a dated article asserts: code some articles first")
    return archive


def _known(store: Store, imported: bool) -> Archive | History:
    """The archive of coded articles; what was imported where that is asked for, or where nothing was coded."""
    if not imported and store.size():
        return _archive(store)
    history = imported_history(store)
    if not len(history):
        raise SourceError(
            f"{store.path} holds no {'imported events' if imported else 'articles and no imported events'}"
        )
    return history


def _names_of(known: Archive | History) -> dict[str, str]:
    if isinstance(known, Archive):
        return known.names
    return {side: name for side in known.actors if (name := country_name(side)) != side}


def _day_after(known: Archive | History) -> date:
    if isinstance(known, Archive):
        return known.article_days[-1] + timedelta(days=1)
    assert known.first_day is not None
    return known.first_day + timedelta(days=int(known.day[-1]) + 1)


def _basis(known: Archive | History, day: date) -> str:
    """From how much the forecasts were made."""
    if isinstance(known, Archive):
        return f"From {len(known.before(day).article_days)} articles published before {day:%-d %B %Y}."
    assert known.first_day is not None
    return f"From {len(known.before((day - known.first_day).days)):,} imported events reported before {day:%-d %B %Y}."


def _say_which(
    known: Archive | History, day: date, asked: str, horizon: int, top: int, learned: bool, as_json: bool
) -> None:
    words = asked.split()
    if len(words) != 3 or (words[0] == "?") == (words[2] == "?"):
        raise SourceError(f'expected a question like "RUS ASSAULT ?" or "? material_conflict IRQ", not "{asked}"')
    what, by = cast(str, _what(words[1])), words[0] == "?"
    focus = words[2 if by else 0].upper()
    found = which(known, day, focus, what, by=by, horizon=horizon, top=top, learned=learned)
    if as_json:
        click.echo(as_json_lines(_candidate_fields(n, one) for n, one in enumerate(found.candidates, 1)), nl=False)
        return
    names = _names_of(known)
    who = names.get(focus, focus)
    is_ranked = found.method == "ranker"
    how = "a ranker that learned from them" if is_ranked else f"the probability of such an act within {horizon} days"
    question = f"Who will {what} {who} next?" if by else f"Whom will {who} {what} next?"
    click.echo(f"{question} {_basis(known, day)} {found.acts:,} acts between two sides, ordered by {how}.\n")
    for number, one in enumerate(found.candidates, 1):
        click.echo(_wrapped(_candidate_lines(number, one, names, what)))


def _candidate_lines(number: int, one: Candidate, names: Mapping[str, str], what: str) -> list[tuple[int, str]]:
    chance = "" if one.probability is None else f"{_percent(one.probability)}  "
    times = "once" if one.did == 1 else f"{one.did} times"
    did = f"{what} {times} before, last {one.last:%-d %b %Y}" if one.last else f"never before: {what}"
    dealings = (
        f"{one.dealings} {'act' if one.dealings == 1 else 'acts'} between the two in all"
        if one.dealings
        else "the two were never reported together"
    )
    lines = [(0, f"{number:2}. {chance}{names.get(one.side, one.side)}"), (4, f"{did}; {dealings}")]
    return lines + [(4, _quoted(act.receipt)) for act in one.evidence]


def _candidate_fields(number: int, one: Candidate) -> dict[str, Any]:
    return {
        "rank": number,
        "side": one.side,
        "probability": one.probability,
        "did": one.did,
        "last": one.last.isoformat() if one.last else None,
        "dealings": one.dealings,
        "evidence": [_receipt_fields(act.receipt) for act in one.evidence],
    }


def _now() -> datetime:
    return datetime.now(UTC)


def _code(side: str | None) -> str | None:
    return side.upper() if side else None


def _what(what: str | None) -> str | None:
    if what is None:
        return None
    known = what.lower() if what.lower() in CLASS_OF else what.upper()
    if known not in CLASS_OF and known not in codes.TYPES:
        raise SourceError(f"{what} is neither a PLOVER type nor one of {', '.join(CLASS_OF)}")
    return known


def _span(history: History, since: datetime | None, until: datetime | None, horizon: int) -> tuple[int, int]:
    """The first and last day to forecast on; windows must close within the history."""
    if not len(history):
        raise SourceError("the history is empty: nothing to replay")
    end = int(history.day[-1]) - horizon + 1
    start = history.first_day
    if (since or until) and start is None:
        raise SourceError("this history does not say which days its numbers are: leave out --from and --to")
    first = (since.date() - start).days if since and start else (int(history.day[0]) + end) // 2
    last = min(end, (until.date() - start).days) if until and start else end
    if first > last:
        raise SourceError("no day in this span: --from must come before --to, and a window must end within the history")
    return max(first, int(history.day[0]) + 1), last


def _verify(store: Store, known: str | None) -> None:
    found = verify(store, known_head=known)
    for fault in found:
        click.echo(fault)
    rows, mark = head(store)
    if found:
        raise SystemExit(1)
    click.echo(f"{rows} rows, each follows from the one before it. Note this head, and check it with --head: {mark}")


def _wrapped(lines: Sequence[tuple[int, str]]) -> str:
    """Lines with their indent, filled to the width of the terminal."""
    width = terminal_width()
    return (
        "\n".join(
            textwrap.fill(text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
            for indent, text in lines
        )
        + "\n"
    )


def _forecast_lines(number: int, one: Forecast, names: Mapping[str, str]) -> list[tuple[int, str]]:
    lines = [(0, f"{number:2}. {_percent(one.probability)}  {one.question.words(names)}")]
    if one.basis == "record":
        lines.append((4, f"base rate {_percent(one.floor)}; {_spread(one)}"))
    else:
        lines.append((4, f"{BASIS_WORDS[one.basis]}: the rate of such pairs, by how busy the two are"))
    lines += [
        (4, f"{'up' if move.shift > 0 else 'down'} {abs(move.shift):.1f}: {move.words}") for move in one.moves[:3]
    ]
    told = [moving for moving in one.moving if math.isfinite(moving.without)]
    lines += [(4, f"without this {_percent(m.without)}: {_quoted(m.act.receipt)}") for m in told]
    if one.moving and not told:
        lines.append((4, "any one act fewer, and the pair would have no record of its own; the last was:"))
    if not told:
        lines += [(4, _quoted(act.receipt)) for act in one.evidence[-1:]]
    return lines


def _spread(one: Forecast) -> str:
    said = [p for name, p in one.probabilities.items() if name not in ("ensemble", "climatology")]
    return f"the forecasters say {_percent(min(said))} to {_percent(max(said))}" if said else ""


def _surprise_lines(number: int, some: Sequence[Surprise], archive: Archive) -> list[tuple[int, str]]:
    """The most surprising of them, with all whom it concerns."""
    one = some[0]
    act = one.acts[0]
    who = archive.name(act.actor)
    whom = " and ".join(archive.name(x.acts[0].recipient) for x in some if x.acts[0].actor == act.actor)
    kinds = " and ".join(sorted({a.type for a in one.acts}))
    lines = [(0, f"{number:2}. {one.bits:4.1f} bits  {one.day:%-d %b %Y}: {who} {kinds} {whom}")]
    basis = BASIS_WORDS[one.basis]
    if one.basis == "record":
        basis += f", with a base rate of {_percent(one.usual)}"
    lines.append(
        (4, f"given {_percent(one.probability)} a week before, {_percent(one.on_the_eve)} on the eve; {basis}")
    )
    if len({p for _, p in one.curve}) > 2:
        lines.append((4, f"the four weeks before: {_spark([p for _, p in one.curve])}"))
    others = archive.before(one.day).acts
    between = [a for a in others if {a.actor, a.recipient} == {act.actor, act.recipient}]
    lines += [(4, f"before it: {_quoted(a.receipt)}") for a in between[-1:]]
    told = "" if act.reports < 2 else f" (told by {act.reports} articles)"
    lines.append((4, _quoted(act.receipt) + told))
    return lines


def _drawn(shown: Sequence[Surprise], archive: Archive) -> str:
    """The curve of the first, with what happened between the two meanwhile."""
    sides = {shown[0].acts[0].actor, shown[0].acts[0].recipient}
    before = [act for act in archive.before(shown[0].day).acts if {act.actor, act.recipient} == sides]
    return curve_svg(shown[0], archive.names, before)


def _spark(curve: Sequence[float]) -> str:
    """A curve as a row of bars."""
    most = max(curve) or 1.0
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(8 * p / most))] for p in curve) + f" (highest {_percent(most)})"


def _saying_lines(one: Judged, archive: Archive) -> list[tuple[int, str]]:
    saying, found = one.saying, one.resolution
    strength = f"“{saying.words}”" if saying.words else "no word of probability, so by convention"
    lines = [
        (0, f"{found.answer.value.upper():4} {saying.said:%-d %b %Y}: {saying.source} {saying.stance.value}"),
        (4, _quoted(saying.receipt)),
    ]
    if saying.question is not None:
        lines.append((4, saying.question.words(archive.names)))
        lines.append((4, f"{saying.low:.0%} to {saying.high:.0%} ({strength})"))
    lines.append((4, f"{found.reason}: {_quoted(found.receipt)}" if found.receipt else found.reason))
    return lines


def _void_lines(void: Sequence[Judged]) -> str:
    """How many cannot be resolved, and why not."""
    reasons = Counter(one.resolution.reason for one in void)
    rows = [(str(count), reason) for reason, count in reasons.most_common()]
    return f"{len(void)} more cannot be resolved (--all shows them):\n" + as_table(rows, ("n", "why"))


def _quoted(receipt: Receipt) -> str:
    words = textwrap.shorten(receipt.sentence, 200, placeholder=" ...")
    return f"“{words}” ({receipt.publisher}, {receipt.published:%-d %b %Y}, {receipt.article})"


def _percent(p: float) -> str:
    """A probability for people: no false precision.

    >>> _percent(0.354), _percent(0.0123), _percent(0.00012)
    ('35 %', '1.2 %', '0.01 %')
    """
    return f"{p:.0%}".replace("%", " %") if p >= 0.095 else f"{100 * p:.1f} %" if p >= 0.00095 else f"{100 * p:.2f} %"


def _board_table(lines: Sequence[Line], title: str) -> str:
    header = (title, "n", "came", "said", "Brier", "log", "over climatology", "over persistence", "off by")
    rows = [
        (
            one.group,
            str(one.forecasts),
            f"{one.came / one.forecasts:.1%} ({one.low:.0%}-{one.high:.0%})",
            f"{one.said:.1%}",
            f"{one.brier:.4f}",
            f"{one.log:.4f}",
            f"{one.over_climatology:+.3f}",
            f"{one.over_persistence:+.3f}",
            f"{one.error:.3f}",
        )
        for one in lines
    ]
    return as_table(rows, header)


def _backtest_table(said: dict[str, list[float]], came: Sequence[float]) -> str:
    header = ("forecaster", "Brier", "log", "over climatology", "over persistence", "off by")
    floors = [brier(said[name], came) for name in ("climatology", "persistence")]
    rows: list[tuple[str, ...]] = []
    for name, p in said.items():
        own = brier(p, came)
        gains = (f"{skill(own, floor):+.3f}" for floor in floors)
        rows.append((name, f"{own:.4f}", f"{log_score(p, came):.4f}", *gains, f"{calibration_error(p, came):.4f}"))
    return as_table(rows, header)


def _calibration(table: Sequence[Bin]) -> str:
    rows = [
        (str(one.forecasts), _percent(one.said), _percent(one.came), f"{_percent(one.low)} to {_percent(one.high)}")
        for one in table
    ]
    return as_table(rows, ("forecasts", "said", "came", "95 % interval"))


def _league(standings: Sequence[Standing], judged: Sequence[Judged]) -> str:
    """Who was right among the sources."""
    answered = sum(one.brier is not None for one in judged)
    void = sum(one.resolution.answer is Answer.VOID for one in judged)
    waiting = len(judged) - answered - void
    text = (
        f"Predictions, promises and threats of quoted sources: {len(judged)}, of which {answered} resolved, {waiting} open, "
        f"{void} void (dragoman scoreboard authors says why).\n"
    )
    ranked = [one for one in standings if one.is_ranked]
    few = [one for one in standings if not one.is_ranked]
    if ranked:
        header = ("rank", "source", "n", "as said", "Brier", "95 % interval")
        rows = [
            (str(n), s.source, str(s.resolved), str(s.came_true), f"{s.brier:.3f}", f"{s.low:.3f}-{s.high:.3f}")
            for n, s in enumerate(ranked, 1)
        ]
        text += as_table(rows, header)
    if few:
        text += f"Not ranked, since fewer than {RANKED_FROM} were resolved:\n"
        scores = [
            (s.source, str(s.resolved), str(s.came_true), f"{s.brier:.3f}")
            for s in sorted(few, key=lambda s: (-s.resolved, s.brier, s.source))
        ]
        text += as_table(scores, ("source", "n", "as said", "Brier"))
    return text


def _forecast_fields(one: Forecast, names: Mapping[str, str]) -> dict[str, Any]:
    question = one.question
    return {
        "question": question.id,
        "words": question.words(names),
        "actor": question.actor,
        "what": question.what,
        "recipient": question.recipient,
        "opens": question.opens,
        "closes": question.closes,
        "probability": one.probability,
        "forecaster": one.forecaster,
        "basis": one.basis,
        "probabilities": dict(one.probabilities),
        "moved_by": [{"words": move.words, "log_odds": move.shift} for move in one.moves],
        "evidence": [_receipt_fields(act.receipt) for act in one.evidence],
        "inputs": one.inputs,
    }


def _surprise_fields(one: Surprise, archive: Archive) -> dict[str, Any]:
    act = one.acts[0]
    return {
        "bits": one.bits,
        "probability": one.probability,
        "base_rate": one.usual,
        "basis": one.basis,
        "day": one.day,
        "actor": act.actor,
        "actor_name": archive.name(act.actor),
        "types": sorted({a.type for a in one.acts}),
        "recipient": act.recipient,
        "recipient_name": archive.name(act.recipient),
        "curve": [[day.isoformat(), p] for day, p in one.curve],
        "evidence": [_receipt_fields(a.receipt) for a in one.acts],
    }


def _saying_fields(one: Judged) -> dict[str, Any]:
    saying, found = one.saying, one.resolution
    question = saying.question
    return {
        "source": saying.source,
        "source_code": saying.source_code,
        "stance": saying.stance.value,
        "said": saying.said,
        "low": saying.low,
        "high": saying.high,
        "words": saying.words,
        "question": question.words() if question else None,
        "answer": found.answer.value,
        "reason": found.reason,
        "brier": one.brier,
        "evidence": _receipt_fields(saying.receipt),
        "receipt": _receipt_fields(found.receipt) if found.receipt else None,
    }


def _receipt_fields(receipt: Receipt) -> dict[str, Any]:
    return {
        "sentence": receipt.sentence,
        "publisher": receipt.publisher,
        "article": receipt.article,
        "published": receipt.published.isoformat(),
    }
