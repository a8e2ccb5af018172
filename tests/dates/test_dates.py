"""What the time expressions of a sentence say, on Thursday 29 October 2015 unless told otherwise."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.dates import days_of, find_dates, period_of
from dragoman.dates.calendar import step, value_at
from dragoman.dates.cues import cues_of, mask
from dragoman.language.tree import Tree
from dragoman.records import Article, Sentence, Span, TimeExpression

PUBLISHED = "2015-10-29"
TENSES = {
    **dict.fromkeys(("spoke", "met"), ("VERB", "VBD")),
    **dict.fromkeys(("meet", "fall", "vote"), ("VERB", "VB")),
    "was": ("AUX", "VBD"),
    "will": ("AUX", "MD"),
    "meets": ("VERB", "VBZ"),
    "has": ("AUX", "VBZ"),
    "grown": ("VERB", "VBN"),
}


def flat_tree(text: str, in_title: bool = False, start: int = 0) -> Tree:
    """A tree in which every word hangs on the first full verb: enough for the tense, whatever the reader."""
    words, starts, position = [], [], 0
    for word in text.replace(",", " ,").replace(".", " .").split():
        position = text.index(word, position)
        words.append(word)
        starts.append(start + position)
        position += len(word)
    kinds = [TENSES.get(word, ("X", "FW")) for word in words]
    verb = next((i for i, kind in enumerate(kinds) if kind[0] == "VERB"), 0)
    heads = tuple(-1 if i == verb else verb for i in range(len(words)))
    relations = tuple("root" if i == verb else "aux" if kinds[i][0] == "AUX" else "obl" for i in range(len(words)))
    span = Span(start, start + len(text), in_title)
    tags, xpos = tuple(kind[0] for kind in kinds), tuple(kind[1] for kind in kinds)
    lemmas = tuple(word.lower() for word in words)
    return Tree(Sentence(span, tuple(words), tuple(starts), lemmas, tags, xpos, ("",) * len(words), heads, relations))


def times(*sentences: str, published: str | None = PUBLISHED) -> list[TimeExpression]:
    stamp = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    text = "\n".join(sentences)
    trees, start = [], 0
    for sentence in sentences:
        trees.append(flat_tree(sentence, start=start))
        start += len(sentence) + 1
    found = find_dates(Article(text=text, published=stamp), trees)
    return [expression for of_sentence in found for expression in of_sentence]


def value(text: str, published: str | None = PUBLISHED) -> str:
    return " ".join(expression.value for expression in times(text, published=published))


def days(text: str) -> tuple[str, str]:
    (expression,) = times(text)
    return str(expression.first), str(expression.last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on 28 October 2015.", "2015-10-28"),
        ("They met on October 28, 2015.", "2015-10-28"),
        ("They met on Wednesday, October 28.", "2015-10-28"),
        ("It began on 2015-09-30.", "2015-09-30"),
        ("It began in November 2006.", "2006-11"),
        ("It began in late 2006.", "2006"),
        ("In the third quarter of 2009 it lost.", "2009-Q3"),
        ("Since the 1990s it grew.", "199"),
        ("In the 19th century it grew.", "18"),
        ("It was built in 3000 BC.", "BC3000"),
        ("In fiscal 2014 it lost.", "FY2014"),
        ("In the summer of 2012 it lost.", "2012-SU"),
        ("It fell in the first half of 2015.", "2015-H1"),
        ("They met at 16:00 UTC today.", "2015-10-29T16:00Z"),
        ("They met at 3 p.m. on October 5.", "2015-10-05T15:00"),
        ("They met on Easter Monday.", "2015-04-06"),
        ("They met after the 9/11 attacks.", "2001-09-11"),
    ],
)
def test_dates_of_the_calendar(text: str, expected: str):
    assert expected == value(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Wednesday.", "2015-10-28"),
        ("They will meet on Wednesday.", "2015-11-04"),
        ("They met on Thursday.", "2015-10-29"),
        ("They met last Thursday.", "2015-10-22"),
        ("They met on Tuesday night.", "2015-10-27TNI"),
        ("They met in June.", "2015-06"),
        ("They will meet in June.", "2016-06"),
        ("They met in December.", "2014-12"),
        ("They met last September.", "2015-09"),
        ("They will meet on November 11.", "2015-11-11"),
        ("They met last week.", "2015-W43"),
        ("They will meet next month.", "2015-11"),
        ("They met this morning.", "2015-10-29TMO"),
        ("They met yesterday.", "2015-10-28"),
        ("They met two weeks ago.", "2015-W42"),
        ("They met a year ago.", "2014"),
        ("They met in the last quarter.", "2015-Q3"),
    ],
)
def test_relative_dates_count_from_the_day_of_publication(text: str, expected: str):
    assert expected == value(text)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("It lasted three days.", "DURATION", "P3D"),
        ("It lasted several weeks.", "DURATION", "PXW"),
        ("It was a five-year deal.", "DURATION", "P5Y"),
        ("It lasted half an hour.", "DURATION", "PT0.5H"),
        ("In recent years it grew.", "DURATION", "PXY"),
        ("They meet every Monday.", "SET", "XXXX-WXX-1"),
        ("They meet twice a week.", "SET", "P1W"),
        ("The annual report is out.", "SET", "P1Y"),
        ("It is now in rebel hands.", "DATE", "PRESENT_REF"),
        ("It was recently taken.", "DATE", "PAST_REF"),
        ("Aid will come soon.", "DATE", "FUTURE_REF"),
        ("Just weeks later it fell.", "DATE", "FUTURE_REF"),
    ],
)
def test_durations_sets_and_vague_times_have_a_value_but_no_days(text: str, kind: str, expected: str):
    (expression,) = times(text)

    assert (kind, expected, None, None) == (expression.timex_type, expression.value, expression.first, expression.last)


def test_late_september_keeps_its_month_as_value_and_its_last_third_as_days():
    (expression,) = times("The strikes began in late September.")

    assert ("2015-09", date(2015, 9, 21), date(2015, 9, 30)) == (expression.value, expression.first, expression.last)


def test_the_past_three_years_end_today():
    assert ("2012-10-30", "2015-10-29") == days("Over the past three years it grew.")


def test_what_lasts_until_today_counts_from_today_also_in_a_story_of_old():
    told = "They met in 1999."

    assert ("2012-10-30", "2015-10-29") == days_told(told, "It has grown in the past three years.")
    assert "1999-01-01" == days_told(told, "They met often in the past three years.")[1]


@pytest.mark.parametrize("text", ["How's your week?", "It's been a really difficult week.", "This is a sad week for us."])
def test_a_week_that_is_spoken_of_is_this_one(text: str):
    assert "2015-W44" == value(text)


def test_a_day_trip_is_no_day():
    assert "2015-10-29" != value("It is a lengthy day trip from Athens.")


def days_told(*sentences: str) -> tuple[str, str]:
    last = times(*sentences)[-1]
    return str(last.first), str(last.last)


def test_ranges_share_their_month_and_their_year():
    assert "2015-05-03 2015-05-05" == value("They met from 3 to 5 May.")
    assert "2015-05-03/2015-05-05" == value("They met on 3-5 May.")
    assert "2010-05 2010-06" == value("They met between May and June 2010.")


def test_the_previous_day_counts_from_the_last_date_told():
    found = times("They met on 3 May 2014.", "The previous day he spoke.", "A year later he spoke again.")

    assert ["2014-05-03", "2014-05-02", "2015"] == [expression.value for expression in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Wednesday.", "XXXX-WXX-3"),
        ("They met in June.", "XXXX-06"),
        ("They met on June 3.", "XXXX-06-03"),
        ("They met yesterday.", "PAST_REF"),
        ("They met two weeks ago.", "PAST_REF"),
        ("They met last year.", "XXXX"),
        ("They met at noon.", "XXXX-XX-XXT12:00"),
    ],
)
def test_without_a_day_of_publication_relative_times_get_no_days(text: str, expected: str):
    (expression,) = times(text, published=None)

    assert (expected, None, None) == (expression.value, expression.first, expression.last)


@pytest.mark.parametrize(
    "text",
    [
        "Some 2000 fighters fled.",
        "It cost $1999.",
        "Prices may fall.",
        "He is 45 years old.",
        "The fall of Mosul was sudden.",
        "She is in her thirties.",
        "The 5-year-old spoke.",
        "Flight 1987 was delayed.",
    ],
)
def test_numbers_ages_and_namesakes_are_no_times(text: str):
    assert [] == times(text)


def test_spans_are_the_characters_of_the_text():
    text = "On Tuesday they met, two weeks after 3 May."
    found = times(text)

    assert ["Tuesday", "two weeks", "3 May"] == [text[e.span.start : e.span.end] for e in found]


def test_a_period_says_how_exact_it_is():
    precisions = [
        period_of(times(text)[0]).precision
        for text in (
            "They met on Monday.",
            "They met last week.",
            "They met in June.",
            "It began in 2006.",
            "Recently it grew.",
        )
    ]

    assert ["day", "week", "month", "year", "past"] == precisions


@given(st.text(alphabet=st.sampled_from("19 20-/:.,May Monday'the nineties of year\n\ud800x"), max_size=200))
def test_odd_text_is_read_without_complaint(text: str):
    assert len(find_dates(Article(text=text), [flat_tree(text)])) == 1


def test_a_giant_line_takes_time_in_proportion_to_its_length():
    line = "the last nineteen 2015 of May 3 to 5 late in the " * 2_000
    began = time.process_time()
    times(line)

    assert time.process_time() - began < 5


@given(
    st.dates(date(1000, 1, 1), date(2999, 1, 1)), st.sampled_from(["day", "week", "month", "quarter", "year", "decade"])
)
def test_a_day_lies_in_the_days_of_its_value_at_every_grain(day: date, unit: str):
    found = days_of(value_at(day, unit))

    assert found is not None
    assert found[0] <= day <= found[1]


@given(st.dates(date(1000, 1, 1), date(2999, 1, 1)), st.integers(-500, 500))
def test_steps_of_months_keep_or_shorten_the_day(day: date, count: int):
    assert step(day, "month", count).day <= day.day


@pytest.mark.parametrize("value", ["PXW", "XXXX-06", "PAST_REF", "", "2015-13", "2015-02-30", "FY2015", "2015-W60"])
def test_values_that_name_no_days_have_none(value: str):
    assert days_of(value) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met during Ramadan.", "2015-06-18/2015-07-17"),
        ("They met on Yom Kippur.", "2015-09-23"),
        ("They met on Orthodox Easter.", "2015-04-12"),
        ("They met on Black Friday.", "2014-11-28"),
        ("They met last Christmas.", "2014-12-25"),
        ("It began during the Bosnian war.", "1992-04-06/1995-12-14"),
    ],
)
def test_holidays_and_eras_fall_where_their_calendar_says(text: str, expected: str):
    assert expected == value(text)


def test_an_era_without_a_word_of_time_is_no_date():
    assert "" == value("They met a veteran of the Vietnam War.")


def test_a_deadline_at_the_end_of_a_year_is_its_last_day():
    assert ("2015-12-31", "2015-12-31") == days("They met by the end of the year.")
    assert ("2016-01-01", "2016-01-01") == days("They met before the beginning of 2016.")


def test_early_and_late_halve_a_decade():
    assert ("1980-01-01", "1984-12-31") == days("They met in the early 1980s.")
    assert ("1875-01-01", "1899-12-31") == days("They met in the late 19th century.")


def test_a_sentence_without_cue_words_is_not_searched():
    assert 0 == cues_of("The ministers met in the old palace and signed.") & ~mask("of")
