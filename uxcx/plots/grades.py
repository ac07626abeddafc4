"""SUS scores on the scale of grades."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, label_rows, new_axes
from uxcx.questionnaires.sus import SUS_GRADES_SOURCE, sus_grade, sus_grades
from uxcx.results import Estimate, Estimates


def sus_scale(
    results: Estimate | Estimates | Sequence[Estimate], *, ax: Axes | None = None
) -> Axes:
    """Draw SUS scores with their intervals on the scale of grades.

    Parameters
    ----------
    results : Estimate, Estimates, or sequence of Estimate
        From `ux.sus`; a row for each group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Scores from 0 to 100 over bands of the curved grading scale.

    Raises
    ------
    ValueError
        If an estimate is not a SUS score, or there is none.

    Notes
    -----
    Grades rank a score among 241 published studies (Sauro and Lewis 2016). The letters A to F
    are those of the scale; its plus and minus grades are named in the description.

    Examples
    --------
    >>> from uxcx.plots import describe
    >>> from uxcx import ux
    >>> print(describe(sus_scale(ux.sus([87.5, 60, 75, 80, 72.5]))))
    SUS scores from 0 to 100 on the curved grading scale, with 95% intervals.
    - SUS: 75 [62, 88], grade B; the interval runs from D to A+

    Five people: the score is a B, but the true score may be a D or an A+.
    """
    shown = [results] if isinstance(results, Estimate) else list(results)
    if not shown:
        raise ValueError("There are no estimates to draw.")
    for estimate in shown:
        if estimate.measure.function != "ux.sus" or math.isnan(estimate.value):
            raise ValueError(f"sus_scale() draws results of ux.sus; got {estimate.metric}.")
    ax = new_axes(ax, height=1.7 + 0.5 * len(shown))
    _grade_bands(ax)
    lines = []
    for row, estimate in enumerate(shown):
        ends = ""
        if not math.isnan(estimate.low):
            ax.plot([estimate.low, estimate.high], [row, row], color=COLOURS["UX"], linewidth=2.5)
            grades = [sus_grade(end).grade for end in (estimate.low, estimate.high)]
            ends = f"; the interval runs from {grades[0]} to {grades[1]}"
        ax.plot(estimate.value, row, marker=MARKERS["UX"], markersize=9, color=COLOURS["UX"])
        grade = sus_grade(estimate.value).grade
        lines.append(
            f"- {estimate.label}: {estimate._value_text()} {estimate._interval_text()}, "
            f"grade {grade}{ends}"
        )
    label_rows(ax, [estimate.label for estimate in shown])
    ax.set_xlim(0, 100)
    ax.set_xlabel("SUS score (0 to 100; not a percentage)")
    level = f"{100 * shown[0].confidence_level:g}%"
    ax.set_title(f"SUS with {level} intervals, and its grades", loc="left", pad=22)
    ax.annotate(
        SUS_GRADES_SOURCE,
        (0, 0),
        (0, -44),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        color="#595959",
    )
    return described(
        ax,
        f"SUS scores from 0 to 100 on the curved grading scale, with {level} intervals.",
        lines,
    )


def _grade_bands(ax: Axes) -> None:
    """Shade the bands of the letters A, B, C, D and F, and name them above the axes."""
    starts: dict[str, float] = {}
    for band in sus_grades():
        starts[band.grade[0]] = band.minimum  # best first, so the last one is the lowest
    end = 100.0
    for shade, (letter, start) in zip(
        ("#d0d0d0", "#dcdcdc", "#e7e7e7", "#f1f1f1", "#fafafa"), starts.items(), strict=True
    ):
        ax.axvspan(start, end, color=shade, zorder=0, linewidth=0)
        ax.annotate(
            letter,
            ((start + end) / 2, 1.0),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            color=INK,
        )
        end = start
