"""What the redesign truly does in the budgeting world: the same people with and without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_relationship import is_there, recommend_of, was_there
from uxcx.datasets.budgeting_test import logistic
from uxcx.datasets.budgeting_year import HALF, Flags, Numbers, Year, live, make_people

if TYPE_CHECKING:
    import pandas as pd

NOBODY, EVERYBODY = (13, 13, 13), (7, 7, 7)


@dataclass(frozen=True)
class _Twin:
    """The customers in one of their possible years."""

    people: pd.DataFrame
    year: Year
    luck: Numbers
    luck_in_june: Numbers


def _twin(p: Parameters, rng: np.random.Generator, months: tuple[int, int, int]) -> _Twin:
    """Let the redesign come in these months; all else, chance too, is the same."""
    seed = cast("np.random.SeedSequence", rng.bit_generator.seed_seq)
    people_rng, year_rng, answers_rng = (
        np.random.default_rng(
            np.random.SeedSequence(entropy=seed.entropy, spawn_key=(*seed.spawn_key, place))
        )
        for place in range(3)
    )
    other = replace(p, redesigned_in=months)
    people = make_people(other, people_rng, 0)
    luck, luck_in_june = answers_rng.normal(size=(2, len(people)))
    return _Twin(people, live(other, people, year_rng), luck, luck_in_june)


def truths(parameters: Parameters, *, rng: np.random.Generator) -> dict[str, float]:
    """Return true values that no table shows.

    The NPS of all who were asked in January, had everybody answered; what it would be, had the
    redesign come to nobody or to everybody at once in July; and what the redesign did to those
    whom it came to.

    Parameters
    ----------
    parameters : Parameters
        The numbers of the story.
    rng : numpy.random.Generator
        Of the random numbers.

    Returns
    -------
    dict of str to float
        By what it is. Effects, ``"redesign on ..."``, are of customers in the north and the south:
        with the redesign as it came, less without it. Those on answers are of who would be there
        in June, and in January with and without it. Each is a total effect; ``", direct"`` and
        ``", through satisfaction"`` are its natural direct and indirect part.

    Notes
    -----
    Twins with common random numbers are a potential outcome each: Rubin (1974), *Journal of
    Educational Psychology* 66:688; natural effects: Pearl (2001), *Direct and indirect effects*.
    """
    p = parameters
    as_it_came = _twin(p, rng, p.redesigned_in)
    nobody = _twin(p, rng, NOBODY)
    name = "NPS, had everybody answered"
    return {
        name: _of_all(p, as_it_came),
        f"{name}, all with the old design": _of_all(p, nobody),
        f"{name}, all with the new design": _of_all(p, _twin(p, rng, EVERYBODY)),
        **_of_use(as_it_came, nobody),
        **_of_answers(p, as_it_came, nobody),
    }


def _net(answers: Numbers) -> float:
    return 100 * float((answers >= 9).mean() - (answers <= 6).mean())


def _of_all(p: Parameters, twin: _Twin) -> float:
    there = is_there(twin.year)
    return _net(recommend_of(p, twin.year.loyalty[there], twin.luck[there]))


def _of_use(new: _Twin, old: _Twin) -> dict[str, float]:
    """Return effects on what customers did in the months with the new design."""
    used: Flags = new.year.new_design & new.year.active & old.year.active
    redesigned = new.year.new_design[:, -1]
    in_june = new.year.subscribed[:, HALF - 1] & ~new.year.cancelled[:, HALF - 1] & redesigned
    stayed = is_there(new.year)[in_june].mean() - is_there(old.year)[in_june].mean()
    unaided = new.year.unaided[used].mean() - old.year.unaided[used].mean()
    return {
        "redesign on reconciled unaided": float(unaided),
        "redesign on retention rate": float(stayed),
    }


def _of_answers(p: Parameters, new: _Twin, old: _Twin) -> dict[str, float]:
    """Return effects on satisfaction and what follows from it, in parts."""
    who = is_there(new.year) & is_there(old.year) & was_there(new.people, new.year)
    who &= new.year.new_design[:, -1]

    def gained(one: Numbers, two: Numbers) -> float:
        return float((one[who] - two[who]).mean())

    # Satisfaction as without the redesign, and all that goes past it as with it.
    between = old.year.loyalty + p.loyalty_gain
    loyalties = (new.year.loyalty, between, old.year.loyalty)
    answers = [recommend_of(p, loyalty, new.luck) for loyalty in loyalties]
    referring = [logistic(p.refer + p.refer_per_loyalty * (each - 7)) for each in loyalties]
    in_june = recommend_of(p, new.year.loyalty_in_june, new.luck_in_june)
    found = {"redesign on satisfaction": gained(new.year.satisfaction, old.year.satisfaction)}
    for what, (with_it, direct_only, without) in (
        ("recommending", answers),
        ("referral rate", referring),
    ):
        found[f"redesign on {what}"] = gained(with_it, without)
        found[f"redesign on {what}, direct"] = gained(direct_only, without)
        found[f"redesign on {what}, through satisfaction"] = gained(with_it, direct_only)
    net, net_without, net_in_june = (_net(each[who]) for each in (answers[0], answers[2], in_june))
    return {
        **found,
        "redesign on NPS": net - net_without,
        "before and after on NPS": net - net_in_june,
        "bias of before and after on NPS": net_without - net_in_june,
    }
