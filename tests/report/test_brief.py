"""The brief says what happened, who says so and who denies it, and shows the words."""

from __future__ import annotations

from datetime import date

import pytest

import factory
from dragoman.records import Article, Coded, Period, Source, Stance
from dragoman.report import brief_as_markdown, brief_as_text, make_brief


def strike(number: int, *stances: tuple[Stance, str], publisher: str = "Gulf Courier", **fields) -> Coded:
    """An article in which these people take these stances on a Russian strike ("" is the author)."""
    text = fields.pop("text", factory.TEXT)
    published = fields.pop("published", "2015-10-29")
    of = factory.article(text, id=f"a{number}", publisher=publisher, published=published)
    event = factory.event(of, **fields)
    return factory.coded(of, (event,), tuple(factory.claim(of, event, stance, by=by) for stance, by in stances))


SO, NOT, WILL = Stance.ASSERTED, Stance.DENIED, Stance.PREDICTED


def test_what_somebody_asserts_is_a_main_event_with_its_sentence():
    [line] = make_brief([strike(1, (SO, ""), mode="aerial")]).happenings

    assert (("RUS.MIL",), ("IRQ",), "ASSAULT (aerial)") == (line.who, line.whom, line.what)
    assert ("Gulf Courier",) == line.said_by
    assert [("a1", factory.TEXT)] == [(evidence.article, evidence.quote) for evidence in line.evidence]


def test_what_is_only_predicted_or_denied_is_no_main_event():
    assert () == make_brief([strike(1, (WILL, "USA.GOV")), strike(2, (NOT, "RUS.GOV"))]).happenings


def test_what_more_texts_tell_comes_first():
    once = strike(1, (SO, ""), type="COERCE")
    often = [strike(2, (SO, "")), strike(3, (SO, ""), text=factory.TEXT + " Again.", publisher="Meridian")]
    lines = make_brief([once, *often]).happenings

    assert [("ASSAULT", 2), ("COERCE", 1)] == [(line.what, line.reports) for line in lines]


def test_history_before_the_period_is_no_main_event():
    year = Period(date(1991, 1, 1), date(1991, 12, 31), "year")

    assert () == make_brief([strike(1, (SO, ""), when=year)]).happenings


def test_what_is_told_as_history_is_no_main_event():
    assert () == make_brief([strike(1, (SO, ""), auxiliary=("historical",))]).happenings


def test_a_speaker_who_says_both_contests_nobody():
    assert () == make_brief([strike(1, (SO, "RUS.GOV"), (NOT, "RUS.GOV"))]).disputes


def test_of_a_prediction_and_a_part_of_it_only_the_whole_is_listed():
    of = factory.article()
    whole, part = factory.span_of(of.text, of.text), factory.span_of(of.text, "Russian jets had struck")
    claims = [factory.claim(of, None, WILL, by="USA.GOV", content=span, id=str(span.end)) for span in (part, whole)]
    [outlook] = make_brief([factory.coded(of, claims=tuple(claims))]).outlooks

    assert of.text == outlook.evidence.quote


def test_who_says_so_and_who_denies_it_stand_side_by_side_also_across_articles():
    brief = make_brief([strike(1, (SO, "")), strike(2, (NOT, "RUS.GOV"), publisher="Meridian")])
    [dispute] = brief.disputes

    assert [("Gulf Courier", "a1")] == [(name, evidence.article) for name, evidence in dispute.so]
    assert [("RUS.GOV", "a2")] == [(name, evidence.article) for name, evidence in dispute.not_so]
    assert ("RUS.GOV",) == brief.happenings[0].denied_by


def test_who_passes_a_denial_on_is_named_with_it():
    of, told = factory.article(id="a2", publisher="Meridian"), strike(1, (SO, ""))
    links = [("publisher", "UNK"), ("document", "JRN"), ("speaker", "RUS.GOV")]
    event = factory.event(of)
    denial = factory.claim(of, event, NOT, sources=tuple(Source(factory.actor(code), kind) for kind, code in links))
    page = brief_as_markdown(make_brief([told, factory.coded(of, (event,), (denial,))]))

    assert "RUS.GOV, by way of JRN, says not" in page


def test_predictions_name_who_made_them():
    brief = make_brief([strike(1, (WILL, "USA.GOV"), (Stance.THREATENED, "RUS.GOV"))])

    assert [("USA.GOV", WILL), ("RUS.GOV", Stance.THREATENED)] == [(o.who, o.stance) for o in brief.outlooks]
    assert "RUS.MIL ASSAULT IRQ" == brief.outlooks[0].what


def test_the_period_is_that_of_the_articles_unless_one_is_asked_for():
    articles = [strike(1, published="2015-10-01"), strike(2)]
    brief = make_brief(articles)

    assert (date(2015, 10, 1), date(2015, 10, 29)) == (brief.first, brief.last)
    assert date(2015, 9, 1) == make_brief(articles, first=date(2015, 9, 1)).first


def test_every_line_of_the_page_points_to_its_evidence():
    brief = make_brief([strike(1, (SO, ""), (NOT, "RUS.GOV"), (WILL, "USA.GOV"))])
    for page in (brief_as_markdown(brief), brief_as_text(brief)):
        assert "Situation report, 29 Oct 2015" in page
        assert "Read from 1 article by 1 publisher: 1 event, 3 claims." in page
        assert "RUS.MIL → IRQ: ASSAULT" in page
        assert "RUS.GOV says not" in page
        assert "USA.GOV predicted" in page
        assert 4 == " ".join(page.split()).count("(Gulf Courier, a1)")


def test_a_store_without_events_gives_a_page_that_says_so():
    for brief in (make_brief([]), make_brief([Coded(Article("Nothing."))])):
        assert "Nothing that the articles say has happened." in brief_as_markdown(brief)
        assert "Situation report\n=====" in brief_as_text(brief)


@pytest.mark.parametrize(
    ("period", "written"),
    [
        (Period(date(2015, 10, 3), date(2015, 10, 3)), "3 Oct 2015: RUS"),
        (Period(date(2015, 10, 3), date(2015, 10, 4)), "3 Oct 2015 to 4 Oct 2015: RUS"),
        (Period(date(2015, 10, 1), date(2015, 10, 31), "month"), "Oct 2015: RUS"),
        (Period(date(2015, 1, 1), date(2015, 12, 31), "year"), "**2015: RUS"),
        (None, "29 Oct 2015: RUS"),
    ],
)
def test_days_are_written_as_exactly_as_they_are_known(period, written):
    page = brief_as_markdown(make_brief([strike(1, (SO, ""), when=period)], first=date(2015, 10, 1)))

    assert written in page


def test_lines_of_the_terminal_keep_its_width():
    page = brief_as_text(make_brief([strike(1, (SO, ""), (NOT, "RUS.GOV"), (WILL, "USA.GOV"))]), width=60)

    assert 60 >= max(map(len, page.splitlines()))
