"""Write the section on effects of `docs/linkage.md`: bias and coverage of every design.

python benchmarks/linkage_effects.py                # some ten minutes
python benchmarks/linkage_effects.py --samples 20   # quicker and rougher; printed only
"""

from __future__ import annotations

import argparse
from typing import Any

import linkage_page as page
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from uxcx import compare, cx, datasets, linkage
from uxcx.families import NetScore
from uxcx.linkage import Link, guards

SAMPLES = 200
CUSTOMERS = 2_000
Found = dict[str, tuple[float, float, float]]


def ends(found: Any) -> tuple[float, float, float]:
    return found.value, found.low, found.high


# --- where the truth is written down --------------------------------------------------------------


def trial(seed: int, n: int) -> pd.DataFrame:
    """Return an experiment: effect 0.5 on a number, 0.15 on a share, covariate with r = 0.85."""
    rng = np.random.default_rng([seed, n])
    new = rng.permutation(n) < n // 2
    before = rng.normal(10, 2, n)
    after = 0.8 * before + 0.5 * new + rng.normal(0, 1, n)
    done = rng.random(n) < 0.55 + 0.15 * new
    return pd.DataFrame(
        {"arm": np.where(new, "new", "old"), "before": before, "after": after, "done": 1 * done}
    )


def experiments(seed: int) -> Found:
    found: Found = {}
    for n in (40, 400):
        data = trial(seed, n)
        options = {"group": "arm", "treatment": "new"}
        plain = linkage.experiment(data, "after", **options)
        adjusted = linkage.experiment(data, "after", covariates="before", **options)
        found[f"mean, n = {n}"] = ends(plain)
        found[f"mean adjusted, n = {n}"] = ends(adjusted)
        found[f"share, n = {n}"] = ends(linkage.experiment(data, "done", **options))
    return found


EXPERIMENTS = {
    **{f"mean{how}, n = {n}": 0.5 for n in (40, 400) for how in ("", " adjusted")},
    **{f"share, n = {n}": 0.15 for n in (40, 400)},
}


def visits(seed: int) -> Found:
    """Return visits of 300 people, each alike to themselves: a share over units, and a ratio."""
    rng = np.random.default_rng([seed, 3])
    n = 300
    new, own = rng.permutation(n) < n // 2, rng.beta(2, 4, n)
    many = 1 + rng.poisson(3, n)
    who = np.repeat(np.arange(n), many)
    bought = rng.random(len(who)) < np.clip(own + 0.1 * new, 0, 1)[who]
    rows = pd.DataFrame({"who": who, "arm": np.where(new, "new", "old")[who], "bought": 1 * bought})
    options = {"group": "arm", "treatment": "new"}
    totals = rows.groupby(["who", "arm"], as_index=False).agg(
        visits=("bought", "size"), orders=("bought", "sum")
    )
    per = linkage.experiment(totals, "orders", per="visits", **options).difference
    return {
        "share over units": ends(linkage.experiment(rows, "bought", unit="who", **options)),
        "orders per visit": ends(per),
    }


def panel(seed: int, units: int, *, drift: float = 0.0) -> pd.DataFrame:
    """Return a rollout in two waves, whose effect grows by 0.5 a period from 1."""
    rng = np.random.default_rng([seed, units])
    periods = 8
    unit, week = np.divmod(np.arange(units * periods), periods)
    wave = np.array([3.0, 6.0, np.nan])[unit % 3]
    since = week - wave
    value = rng.normal(0, 1, units)[unit] + 0.3 * week + rng.normal(0, 1, len(unit))
    value += np.where(since >= 0, 1 + 0.5 * since, 0.0) + np.where(np.isnan(wave), 0, drift * week)
    return pd.DataFrame({"unit": unit, "week": week, "changed": wave, "y": value})


#: of the units and periods with the change: five periods of one wave, two of the other
GROWING = sum(1 + 0.5 * s for s in (0, 1, 2, 3, 4, 0, 1)) / 7
ROLLOUT = {"period": "week", "adopted": "changed", "unit": "unit"}


def rollouts(seed: int) -> Found:
    found: Found = {}
    for units in (36, 300):
        data = panel(seed, units)
        for base in ("last", "all"):
            result = linkage.difference_in_differences(data, "y", base=base, **ROLLOUT)
            found[f"{units} units, base {base}"] = ends(result)
        data = data.assign(
            now=(data["week"] >= data["changed"]).astype(int), wave=data["changed"].fillna(0)
        )
        fitted = smf.ols("y ~ now + C(week) + C(wave)", data).fit(
            cov_type="cluster", cov_kwds={"groups": data["unit"]}
        )
        low, high = fitted.conf_int().loc["now"]
        found[f"{units} units, two-way fixed effects"] = fitted.params["now"], low, high
    return found


ROLLOUTS = {
    f"{units} units, {how}": GROWING
    for units in (36, 300)
    for how in ("base last", "base all", "two-way fixed effects")
}


def trends(seed: int) -> tuple[bool, bool, bool, bool]:
    """Return whether trends are called not parallel, where they are and where they drift."""
    return tuple(  # type: ignore[return-value]
        linkage.difference_in_differences(panel(seed, units, drift=drift), "y", **ROLLOUT).claim
        == "went with"
        for units in (36, 300)
        for drift in (0.0, 0.3)
    )


def chosen(seed: int, n: int) -> pd.DataFrame:
    """Return people who chose: effect 1, with two things that set them apart."""
    rng = np.random.default_rng([seed, n])
    age, plan = rng.normal(40, 10, n), rng.choice(["free", "monthly", "yearly"], n)
    odds = -0.4 + 0.8 * (age - 40) / 10 + 0.5 * (plan == "yearly")
    has = rng.random(n) < 1 / (1 + np.exp(-odds))
    y = 1.0 * has + 0.1 * age + (plan == "yearly") + rng.normal(0, 1, n)
    return pd.DataFrame({"has": has, "age": age, "plan": plan, "y": y})


def matches(seed: int) -> Found:
    found: Found = {}
    for n in (200, 2000):
        data = chosen(seed, n)
        options = {"group": "has", "treatment": True}
        both = linkage.matched(data, "y", covariates=["age", "plan"], **options)
        found[f"n = {n}"] = ends(both)
        one = linkage.matched(data, "y", covariates="plan", **options)
        found[f"n = {n}, age left out"] = ends(one)
    return found


MATCHES = {f"n = {n}{how}": 1.0 for n in (200, 2000) for how in ("", ", age left out")}


def series(seed: int) -> Found:
    """Return an interrupted series with effect 3 and a trend, its noise alike from week to week."""
    found: Found = {}
    for before, after in ((8, 4), (26, 13)):
        for alike in (0.0, 0.4):
            rng = np.random.default_rng([seed, before])
            week = np.arange(before + after)
            noise = rng.normal(0, 1, len(week))
            for at in range(1, len(week)):
                noise[at] = alike * noise[at - 1] + np.sqrt(1 - alike**2) * noise[at]
            data = pd.DataFrame(
                {"week": week, "y": 10 + 0.2 * week + 3.0 * (week >= before) + noise}
            )
            result = linkage.before_after(data, "y", period="week", changed_at=before)
            found[f"{before} + {after} periods, autocorrelation {alike:g}"] = ends(result)
    return found


SERIES = {
    f"{before} + {after} periods, autocorrelation {alike:g}": 3.0
    for before, after in ((8, 4), (26, 13))
    for alike in (0.0, 0.4)
}


def chains(seed: int) -> Found:
    """Return what a step of success is worth: a trial's effect, and what an order is worth."""
    rng = np.random.default_rng([seed, 9])
    data = trial(seed, 400)
    first = linkage.experiment(data, "done", group="arm", treatment="new")
    orders = rng.lognormal(4, 0.5, 60)
    half = 2.0 * orders.std(ddof=1) / np.sqrt(len(orders))
    result = linkage.what_if(
        "success",
        start=0.7,
        end=0.8,
        links=[
            Link(cause="success", outcome="orders", effect=first, per=0.1, unit="orders"),
            Link(
                cause="orders",
                outcome="revenue",
                effect=(orders.mean(), orders.mean() - half, orders.mean() + half),
                claim="by definition",
                unit="EUR",
            ),
        ],
        runs=20_000,
    )
    return {"revenue of a customer": ends(result["revenue"])}


CHAINS = {"revenue of a customer": 0.15 * float(np.exp(4 + 0.5**2 / 2))}


# --- the worlds -----------------------------------------------------------------------------------


def shop(seed: int) -> Found:
    sessions = datasets.simulate("ecommerce", customers=CUSTOMERS, seed=seed).sessions
    test = linkage.experiment(
        sessions, "ordered", group="arm", treatment="autofill", unit="customer"
    )
    before = sessions[sessions["arm"].astype("object") != "plain"]
    month = before["time"].dt.to_period("M").dt.to_timestamp()
    confounded = linkage.before_after(
        before.assign(month=month),
        "ordered",
        period="month",
        changed_at="2025-03-01",
        unit="customer",
        mix="device",
    )
    alike = confounded.mixes["device"].alike
    half = 1.96 * alike.standard_error
    reversal = guards.simpson(
        sessions,
        "ordered",
        group="design",
        treatment="autofill",
        segments="device",
        unit="customer",
    )
    shuffled = sessions.assign(
        device=np.random.default_rng(seed).permutation(sessions["device"].astype("object"))
    )
    nothing = guards.simpson(
        shuffled,
        "ordered",
        group="design",
        treatment="autofill",
        segments="device",
        unit="customer",
    )
    return {
        "experiment": ends(test),
        "before and after": ends(confounded),
        "before and after, at the same mix of devices": (
            alike.value,
            alike.value - half,
            alike.value + half,
        ),
        "guards": (
            float(confounded.checks[1].passed is False),
            float(reversal[0].found),
            float(nothing[0].found),
        ),
    }


def app(seed: int) -> Found:
    world = datasets.simulate("budgeting", customers=CUSTOMERS, seed=seed)
    redesigned = world.customers[["customer", "redesigned"]]
    months = world.months[world.months["subscribed"] == 1].merge(redesigned, on="customer")
    options: dict[str, Any] = {"adopted": "redesigned", "unit": "customer"}
    found: Found = {}
    for base in ("last", "all"):
        result = linkage.difference_in_differences(
            months, "reconciled", period="month", base=base, **options
        )
        found[f"reconciled unaided, base {base}"] = ends(result)
    june = world.survey_june.assign(when=pd.Timestamp("2025-06-01"))
    january = world.survey.assign(when=pd.Timestamp("2026-01-01"))
    columns = ["customer", "when", "recommend"]
    answers = pd.concat([june[columns], january[columns]]).merge(redesigned, on="customer")
    answers = answers.assign(
        score=100.0 * ((answers["recommend"] >= 9) * 1.0 - (answers["recommend"] <= 6))
    )
    answers.loc[answers["recommend"].isna(), "score"] = np.nan
    net = linkage.difference_in_differences(answers, "score", period="when", **options)
    found["NPS, difference in differences"] = ends(net)
    with_it = answers[answers["redesigned"].notna()]
    plain = linkage.before_after(
        with_it, "score", period="when", changed_at="2026-01-01", unit="customer"
    )
    found["NPS, before and after"] = ends(plain)
    return found


def airline(seed: int) -> Found:
    attempts = datasets.simulate("airline", customers=300, seed=seed).attempts
    first = attempts[(attempts["task"] == "book") & (attempts["attempt"] == 1)]
    found = linkage.experiment(
        first, "completed", group="design", treatment="app", unit="participant"
    )
    return {"task success, book, app and website": ends(found)}


# --- guards where there is nothing ----------------------------------------------------------------


def quiet(seed: int) -> dict[str, bool]:
    """Return whether each guard gives a false alarm."""
    rng = np.random.default_rng([seed, 77])
    n = 400
    group = rng.integers(0, 2, n)
    data = pd.DataFrame({"group": np.where(group == 1, "a", "b"), "yes": rng.random(n) < 0.3})
    data = data.assign(yes=data["yes"].astype(int))
    for name in "xyz":
        data[name] = rng.choice(list("klm"), n)
    mixed = data.assign(x=np.where(rng.random(n) < 0.3 + 0.4 * group, "k", "l"))
    options = {"group": "group", "treatment": "a", "segments": list("xyz")}
    true = rng.normal(70, 8, 300)
    shops = pd.DataFrame(
        {"may": true + rng.normal(0, 8, 300), "june": true + rng.normal(0, 8, 300)}
    )
    coached = shops.assign(coached=(rng.random(300) < 0.25).astype(int))
    earlier = rng.normal(5, 1, 300)
    gone = rng.random(300) < 0.3
    answer = np.where(~gone & (rng.random(300) < 0.5), earlier, np.nan)
    leavers = pd.DataFrame({"june": earlier, "left": gone.astype(int), "january": answer})
    counts = rng.multinomial(200, [0.4, 0.3, 0.3], size=4)
    scores = [cx.nps(NetScore(promoters=a, passives=b, detractors=c)) for a, b, c in counts]
    levels = [compare(scores[0], scores[1]), compare(scores[2], scores[3])]
    return {
        "Simpson, three columns, the same mix": bool(guards.simpson(data, "yes", **options).alarms),
        "Simpson, three columns, one with another mix": bool(
            guards.simpson(mixed, "yes", **options).alarms
        ),
        "levels that disagree": bool(guards.levels_that_disagree(levels).alarms),
        "regression to the mean, selected by chance": bool(
            guards.regression_to_the_mean(coached, "may", "june", selected="coached").alarms
        ),
        "survivors only, who left were like the others": bool(
            guards.survivors_only(leavers, "january", left="left", earlier="june").alarms
        ),
    }


TEXT = """\
## Effects

{samples} samples each. \\* marks a bias that is more than three standard errors, more than chance
makes in so many samples.

### Experiments

{experiments}

Adjusted for what was known before, intervals hold as often and are about half as wide.

### Differences in differences

A rollout in two waves; the effect grows. Two-way fixed effects take those who already have the
change as controls, and miss it.

{rollouts}

Trends were called not parallel in {false_36:.1f}% (36 units) and {false_300:.1f}% (300 units) of
samples where they were parallel, and in {true_36:.0f}% and {true_300:.0f}% where those with the
change drifted by 0.3 a period.

### Matched comparisons

{matches}

What is left out cannot be weighted for: that is why the claim stays "went with".

### Before and after

A trend of 0.2 a period and an effect of 3; the noise of a period has a standard deviation of 1.

{series}

Where one week is like the last, the intervals hold less often than they promise, for all that the
Newey-West error does: with so few periods it cannot be known how alike they are.

### What if

A trial's effect on orders, times the mean of sixty skewed order values.

{chains}

### The worlds, 2,000 customers each

{shop}

The before-and-after comparison of the shop must fail: with autofill came a campaign, and with the
campaign phones. Its check of the mix spoke in {mix:.0f}% of samples, and the guard against
Simpson's reversal, over all visits, in {reversal:.0f}%; with devices shuffled in {shuffled:.1f}%.

{app}

NPS in points. Prices rose for all between June and January, which the before-and-after comparison
takes for the redesign; the difference in differences does not, and claims no cause, since there is
only one survey before. Not all answer, so that both are of those who did.

{airline}

### Guards where there is nothing

| guard | false alarms |
|---|---|
{quiet}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    seeds = range(1, samples + 1)
    tables = {
        name: page.table(page.rows_of(truths, page.many(make, seeds)))
        for name, truths, make in (
            ("rollouts", ROLLOUTS, rollouts),
            ("matches", MATCHES, matches),
            ("series", SERIES, series),
            ("chains", CHAINS, chains),
        )
    }
    of_visits = {"share over units": 0.0, "orders per visit": 0.0}
    clustered = page.many(visits, seeds)
    # The share is cut at 1, so that the true difference is a little below 0.1.
    own = np.random.default_rng(0).beta(2, 4, 4_000_000)
    for name in of_visits:
        of_visits[name] = float(np.clip(own + 0.1, 0, 1).mean() - own.mean())
    plain = [a | b for a, b in zip(page.many(experiments, seeds), clustered, strict=True)]
    trend = 100 * np.mean(page.many(trends, seeds), axis=0)
    shops = page.many(shop, seeds)
    truth = datasets.load("ecommerce").truth["autofill on conversion"]
    speaking = 100 * np.mean([each.pop("guards") for each in shops], axis=0)
    budgeting = datasets.load("budgeting").truth
    flights = datasets.load("airline").truth
    of_app = {
        "reconciled unaided, base last": budgeting["redesign on reconciled unaided"],
        "reconciled unaided, base all": budgeting["redesign on reconciled unaided"],
        "NPS, difference in differences": budgeting["redesign on NPS"],
        "NPS, before and after": budgeting["redesign on NPS"],
    }
    names = [f"task success, {place}, book" for place in ("app", "website")]
    book = {"task success, book, app and website": flights[names[0]] - flights[names[1]]}
    alarms = page.many(quiet, seeds)
    text = TEXT.format(
        samples=samples,
        experiments=page.table(
            page.rows_of(
                {**EXPERIMENTS, **of_visits}, [a | b for a, b in zip(plain, clustered, strict=True)]
            )
        ),
        false_36=trend[0],
        true_36=trend[1],
        false_300=trend[2],
        true_300=trend[3],
        shop="#### ecommerce: autofill on conversion\n\n"
        + page.table(page.rows_of(dict.fromkeys(shops[0], truth), shops)),
        mix=speaking[0],
        reversal=speaking[1],
        shuffled=speaking[2],
        app="#### budgeting: the redesign\n\n"
        + page.table(page.rows_of(of_app, page.many(app, seeds))),
        airline="#### airline: a usability test of pairs\n\n"
        + page.table(page.rows_of(book, page.many(airline, seeds))),
        quiet="\n".join(
            f"| {name} | {100 * np.mean([each[name] for each in alarms]):.1f}% |"
            for name in alarms[0]
        ),
        **tables,
    )
    if samples == SAMPLES:
        page.write("effects", text)
    print(text)


if __name__ == "__main__":
    main()
