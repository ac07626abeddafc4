"""What a Net Promoter Score is made of, as stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from uxcx.families import NetScore
from uxcx.families.clustered import Clustered
from uxcx.plots.look import INK, described, label_rows, new_axes
from uxcx.results import Estimate, Estimates, show

#: detractors, passives, promoters: told apart by lightness too
NPS_COLOURS = ("#b35806", "#d9d9d9", "#2d79b5")


def nps_stack(
    results: Estimate | Estimates | Sequence[Estimate], *, ax: Axes | None = None
) -> Axes:
    """Draw what an NPS is made of: the shares of detractors, passives and promoters.

    Parameters
    ----------
    results : Estimate, Estimates, or sequence of Estimate
        From `cx.nps`; a bar for each group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        A stacked bar for each estimate; at its right the score with its interval.

    Raises
    ------
    ValueError
        If an estimate is not an NPS, or has no answers.

    Examples
    --------
    >>> from uxcx.plots import describe
    >>> from uxcx import cx
    >>> print(describe(nps_stack(cx.nps([10, 9, 8, 7, 3]))))
    A stacked bar of detractors, passives and promoters, with the NPS and its 95% interval.
    - NPS: 20% detractors, 40% passives, 40% promoters; NPS 20 [-39, 64]

    Two promoters and one detractor in five: a score of 20, which could be almost anything.
    """
    shown = [results] if isinstance(results, Estimate) else list(results)
    bars = [(estimate, _net_score(estimate)) for estimate in shown]
    if not bars:
        raise ValueError("There are no estimates to draw.")
    ax = new_axes(ax, height=1.9 + 0.5 * len(bars))
    names = ("detractors (0-6)", "passives (7-8)", "promoters (9-10)")
    lines = []
    for row, (estimate, counts) in enumerate(bars):
        shares = [
            100 * n / counts.n for n in (counts.detractors, counts.passives, counts.promoters)
        ]
        left = 0.0
        for share, colour, name in zip(shares, NPS_COLOURS, names, strict=True):
            ax.barh(row, share, left=left, color=colour, edgecolor="white", label=name, height=0.66)
            if share >= 6:
                ink = INK if colour == NPS_COLOURS[1] else "white"
                ax.text(
                    left + share / 2, row, f"{show(share, 0)}%", ha="center", va="center", color=ink
                )
            left += share
        score = f"NPS {estimate._value_text()} {estimate._interval_text()}"
        ax.text(101.5, row, score, va="center", ha="left", color=INK, clip_on=False)
        words = ", ".join(
            f"{show(share, 0)}% {name.split()[0]}"
            for share, name in zip(shares, names, strict=True)
        )
        lines.append(f"- {estimate.label}: {words}; {score}")
    label_rows(ax, [estimate.label for estimate, _ in bars])
    ax.set_xlim(0, 100)
    ax.set_xlabel("share of answers (%)")
    level = f"{100 * shown[0].confidence_level:g}%"
    ax.set_title(f"What the NPS is made of; score with {level} interval", loc="left", pad=26)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles[:3],
        labels[:3],
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=3,
        frameon=False,
        borderaxespad=0.1,
        handlelength=1.2,
    )
    return described(
        ax,
        "A stacked bar of detractors, passives and promoters, with the NPS and its "
        f"{level} interval.",
        lines,
    )


def _net_score(estimate: Estimate) -> NetScore:
    summary: Any = estimate.summary
    base = summary.base if isinstance(summary, Clustered) else summary
    if not isinstance(base, NetScore):
        raise ValueError(f"nps_stack() draws results of cx.nps; got {estimate.metric}.")
    if base.n == 0:
        raise ValueError(f"{estimate.label} has no answers to draw.")
    return base
