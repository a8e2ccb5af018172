"""Rules that are fitted together, so that each is credited with what it called for."""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.announcement import ages, fit_announcements, past_trials
from dragoman.forecasting.history import from_facts
from dragoman.forecasting.snapshot import Snapshot, both_ends

VISIT, HOST = 0, 1


def visits_that_follow_talks(pairs: int = 60) -> list[list[int]]:
    """Each pair talks (relation 1) on one day and meets (relation 0) on the next; relation 2 is noise with a third."""
    facts = []
    for pair in range(pairs):
        actor, partner, bystander = 3 * (pair % 5), 3 * (pair % 5) + 1, 3 * (pair % 5) + 2
        facts += [[actor, 1, partner, 4 * pair], [actor, 2, bystander, 4 * pair], [actor, 0, partner, 4 * pair + 1]]
    return facts


def test_what_always_follows_is_announced_more_strongly_than_noise():
    ends = both_ends(from_facts(visits_that_follow_talks()), 3)
    fitted = fit_announcements(past_trials(ends, 20, 15, 6), 6)
    yesterday = ages(np.array([1]), np.array([5]))[0]

    assert fitted.weight[1, 0, yesterday] > 3 * fitted.weight[2, 0, yesterday]


def test_the_partner_that_was_talked_to_yesterday_is_called_for_first():
    facts = visits_that_follow_talks()
    ends = both_ends(from_facts(facts), 3)
    fitted = fit_announcements(past_trials(ends, 20, 15, 6), 6)
    known = Snapshot(ends, facts[-1][3], 15, 3)
    focus = facts[-1][0]

    _, pair, intensity = fitted.intensities(known, np.array([focus]), np.array([0]))

    assert facts[-1][2] == known.pair_other[pair[np.argmax(intensity)]]


def test_a_focus_without_a_past_has_no_partners():
    ends = both_ends(from_facts(visits_that_follow_talks()), 3)
    fitted = fit_announcements(past_trials(ends, 20, 15, 6), 6)

    _, _, intensity = fitted.intensities(Snapshot(ends, 5, 16, 3), np.array([15]), np.array([0]))

    assert 0 == len(intensity)


def test_weights_are_chances_that_nothing_makes_negative():
    ends = both_ends(from_facts(visits_that_follow_talks()), 3)
    fitted = fit_announcements(past_trials(ends, 20, 15, 6), 6)

    assert np.isfinite(fitted.weight).all()
    assert (fitted.weight > 0).all()
    assert (fitted.stranger > 0).all()
