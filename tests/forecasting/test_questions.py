"""Questions, the acts that answer them, and the predictions of authors."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from dragoman.forecasting.forecast import make_forecasts
from dragoman.forecasting.published import Archive, read_archive
from dragoman.forecasting.questions import Answer, Question, resolve
from dragoman.forecasting.quoted import judge, league, read_sayings
from dragoman.forecasting.surprise import surprises
from dragoman.records import Coded, Period, Stance

WILL_STRIKE = Question("RUS", "ASSAULT", "IRQ", date(2015, 10, 28), date(2015, 10, 31))


def told(
    published: str, stance: Stance = Stance.ASSERTED, id: str = "", last: date | None = None, **event_fields: Any
) -> Coded:
    """An article that tells of one act: Russian forces strike Iraq, unless said otherwise."""
    of = factory.article(published=published, id=id or f"art-{published}-{stance}")
    event = factory.event(of, **event_fields)
    deadline = None if last is None else Period(None, last, "day")
    claim = factory.claim(of, event, stance, deadline=deadline, resolvable=None if last is None else True)
    return factory.coded(of, (event,), (claim,))


def archive(*articles: Coded) -> Archive:
    return read_archive(articles)


def test_an_act_that_is_asserted_answers_with_its_sentence():
    found = resolve(WILL_STRIKE, archive(told("2015-10-29")))

    assert (Answer.YES, factory.TEXT) == (found.answer, found.receipt.sentence if found.receipt else "")


def test_a_denied_or_promised_act_is_none():
    assert () == archive(told("2015-10-29", Stance.DENIED), told("2015-10-29", Stance.PROMISED)).acts


def test_an_act_counts_on_the_day_of_its_first_report():
    found = archive(told("2015-10-30", id="b", when=Period(date(2015, 10, 27), date(2015, 10, 27))), told("2015-11-02"))

    assert [date(2015, 10, 30), date(2015, 11, 2)] == [act.published for act in found.acts]


def test_quad_classes_are_asked_about_like_types():
    asked = Question("RUS", "material_conflict", "", date(2015, 10, 28), date(2015, 10, 31))

    assert Answer.YES is resolve(asked, archive(told("2015-10-29"))).answer


def test_what_does_not_come_is_no_only_when_its_days_are_over():
    before = told("2015-10-20")

    assert Answer.OPEN is resolve(WILL_STRIKE, archive(before, told("2015-10-30", type="AID"))).answer
    assert Answer.NO is resolve(WILL_STRIKE, archive(before, told("2015-10-30", type="AID"), told("2015-11-09"))).answer


def test_days_without_articles_make_a_question_void():
    found = resolve(WILL_STRIKE, archive(told("2015-10-20"), told("2015-11-09")))

    assert (Answer.VOID, "the archive has no article of those days") == (found.answer, found.reason)


def test_nobody_of_that_name_makes_a_question_void():
    asked = Question("PRK", "ASSAULT", "", date(2015, 10, 28), date(2015, 10, 31))

    assert "nobody in the archive is coded as PRK" == resolve(asked, archive(told("2015-10-29"))).reason


def test_rebels_are_not_their_country():
    rebels = told("2015-10-29", actors=(factory.actor("RUS.REB"),))

    assert Answer.NO is resolve(WILL_STRIKE, archive(rebels, told("2015-11-09"))).answer


def test_a_prediction_becomes_a_question_of_its_source():
    [saying] = read_sayings([told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31))])

    assert ("IRQ.GOV", 0.80, 0.95, "") == (saying.source, saying.low, saying.high, saying.words)
    assert Question("RUS", "ASSAULT", "IRQ", date(2015, 10, 21), date(2015, 10, 31), 3) == saying.question


def test_a_prediction_is_judged_by_what_was_coded_later():
    prediction = told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31))
    [judged] = judge(read_sayings([prediction]), archive(prediction, told("2015-10-29")))

    assert Answer.YES is judged.resolution.answer
    assert (1 - 0.875) ** 2 == judged.brier


def test_what_was_over_when_it_was_published_is_no_prediction():
    said = told("2015-10-20", Stance.PROMISED, last=date(2015, 10, 20))
    [judged] = judge(read_sayings([said]), archive(said, told("2015-10-29")))

    assert "its days were over when it was published" == judged.resolution.reason


def test_force_against_nobody_in_particular_is_no_question():
    said = told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31), recipients=(), where=None)
    [judged] = judge(read_sayings([said]), archive(said, told("2015-10-29")))

    assert (Answer.VOID, "names neither whom nor where: any such act would answer it") == (
        judged.resolution.answer,
        judged.resolution.reason,
    )


def test_a_headline_that_asks_tells_of_no_act():
    of = factory.article("Russian jets struck Iraq?", published="2015-10-29")
    event = factory.event(of)

    assert () == archive(factory.coded(of, (event,), (factory.claim(of, event),))).acts


def test_a_prediction_without_an_end_is_void_with_the_reason():
    of = factory.article(published="2015-10-20")
    event = factory.event(of)
    claim = factory.claim(of, event, Stance.PREDICTED, resolvable=False)
    [judged] = judge(read_sayings([factory.coded(of, (event,), (claim,))]), archive(told("2015-10-29")))

    assert (Answer.VOID, "says no time by which it should be so") == (
        judged.resolution.answer,
        judged.resolution.reason,
    )


def test_nobody_is_ranked_before_ten_predictions_were_resolved():
    articles = [told(f"2015-10-{day:02}", Stance.PREDICTED, last=date(2015, 10, 25)) for day in range(1, 11)]
    judged = judge(read_sayings(articles), archive(*articles, told("2015-10-24"), told("2015-11-24")))
    [nine], [ten] = league(judged[:9]), league(judged)

    assert (9, False) == (nine.resolved, nine.is_ranked)
    assert (10, True) == (ten.resolved, ten.is_ranked)
    assert ten.low <= ten.brier <= ten.high


def history(days: int) -> list[Coded]:
    """Russia and Iraq speak every third day; on the last day Turkey strikes Russia."""
    talks = [
        told(f"2015-{7 + n // 28:02}-{1 + n % 28:02}", id=f"talk-{n}", type="CONSULT", quad_class=1)
        for n in range(0, days, 3)
    ]
    people = (factory.actor("TUR"),)
    early = told("2015-07-02", id="turkey", type="CONSULT", actors=people, recipients=(factory.actor("IRQ"),))
    shot = told("2015-10-20", id="shot", actors=people, recipients=(factory.actor("RUS"),))
    return [early, *talks, shot]


def test_what_two_strangers_do_surprises_more_than_what_recurs():
    found = surprises(archive(*history(90)), boosted=False)
    by_actor = {one.acts[0].actor: one for one in found}

    assert "TUR" == found[0].acts[0].actor
    assert ("strangers", "record") == (by_actor["TUR"].basis, by_actor["RUS"].basis)
    assert by_actor["TUR"].bits > 3 + by_actor["RUS"].bits


def test_a_forecast_names_its_days_what_moved_it_and_its_evidence():
    [made, *_] = make_forecasts(archive(*history(90)), date(2015, 9, 20), boosted=False)

    assert "Will Russia speak or deal in friendship with Iraq from 20 Sep to 26 Sep 2015?" == made.question.words(
        archive(*history(90)).names
    )
    assert made.probability > 0.3
    assert factory.TEXT == made.evidence[-1].receipt.sentence


def test_later_articles_change_no_forecast():
    [made, *_] = make_forecasts(archive(*history(90)), date(2015, 9, 1), boosted=False)
    [again, *_] = make_forecasts(archive(*history(60)), date(2015, 9, 1), boosted=False)

    assert (made.probability, made.inputs) == (again.probability, again.inputs)


def test_a_pair_that_never_met_is_answered_too():
    made = make_forecasts(
        archive(*history(90)), date(2015, 9, 20), actor="TUR", recipient="RUS", what="ASSAULT", boosted=False
    )

    assert [("strangers", True)] == [(one.basis, 0 < one.probability < 0.05) for one in made]


def test_a_foretold_visit_is_answered_by_the_visit_and_not_by_another_promise():
    visit = told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31), type="AGREE", pattern="consult/visit")
    came = told("2015-10-28", id="came", type="CONSULT", quad_class=1)
    [judged] = judge(read_sayings([visit]), archive(visit, came))

    assert ("CONSULT", ("AGREE",)) == (judged.saying.question.what, judged.saying.question.also)
    assert (Answer.YES, date(2015, 10, 28)) == (judged.resolution.answer, judged.resolution.day)


def test_who_agrees_to_let_in_has_let_in():
    let = told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31), type="CONCEDE", pattern="retreat/allow")
    agreed = told("2015-10-28", id="agreed", type="AGREE", quad_class=1)
    [judged] = judge(read_sayings([let]), archive(let, agreed))

    assert Answer.YES is judged.resolution.answer


def test_a_statement_to_nobody_in_particular_is_no_forecast():
    swear = told("2015-10-20", Stance.PREDICTED, last=date(2015, 10, 31), type="AGREE", recipients=())
    [judged] = judge(read_sayings([swear]), archive(swear, told("2015-10-29")))

    assert Answer.VOID is judged.resolution.answer


def test_the_greatest_surprise_is_told_by_many_and_far_from_zero():
    turkey, iran = factory.actor("TUR"), factory.actor("IRN")
    acts = [
        told("2015-10-20", id="call", type="CONSULT", quad_class=1, actors=(turkey,), recipients=(iran,)),
        told("2015-10-20", id="strike", actors=(iran,), recipients=(turkey,)),
    ]
    found = surprises(archive(*history(90)[:-1], *acts), since=date(2015, 10, 15), boosted=False)

    assert ["ASSAULT", "CONSULT"] == [one.acts[0].type for one in found if one.acts[0].actor in ("TUR", "IRN")]
