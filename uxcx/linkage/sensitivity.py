"""How strong something unmeasured would have to be to explain an effect away."""

from __future__ import annotations

import math

#: from a standardised difference to an approximate risk ratio (VanderWeele and Ding 2017)
PER_SD = 0.91


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio.

    Parameters
    ----------
    risk_ratio : float
        Above 0; of the estimate, or of the end of its interval that is nearer to 1.

    Returns
    -------
    float
        The least risk ratio that something unmeasured must have with both the cause and the
        outcome, beyond what was measured, to explain all of it away; 1 if there is nothing to
        explain.

    Raises
    ------
    ValueError
        If the risk ratio is not above 0.

    Notes
    -----
    E = RR + √(RR (RR - 1)), and of 1 / RR where RR is below 1: VanderWeele and Ding (2017),
    *Annals of Internal Medicine* 167:268. Of a standardised difference d, RR is about exp(0.91 d).
    For an indirect effect it is the confounding of mediator and outcome: Smith and VanderWeele
    (2019), *Epidemiology* 30:835.

    Examples
    --------
    >>> from uxcx import linkage
    >>> round(linkage.e_value(3.9), 2)
    7.26

    Something unmeasured would have to raise both risks more than sevenfold to explain this.
    """
    if not risk_ratio > 0 or math.isinf(risk_ratio):
        raise ValueError(f"A risk ratio is a number above 0; got {risk_ratio!r}.")
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def nearer_to_one(low: float, high: float) -> float:
    """Return the end of a ratio's interval that is nearer to 1, or 1 if it holds 1."""
    if math.isnan(low) or low <= 1 <= high:
        return 1.0
    return low if low > 1 else high
