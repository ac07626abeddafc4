"""The numbers of the airline world's story that one may want to change."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The numbers of the story that one may want to change.

    Loyalty is hidden and has the scale of the question whether one would recommend: about 0 to
    10, 6 where one is undecided.
    """

    customers: int = 2000
    #: quality of the app and of the service, 0 poor to 1 good
    ux: float = 0.9
    cx: float = 0.25
    #: quality of the website, which stays as it is
    website: float = 0.55
    participants: int = 40
    share_app: float = 0.7
    # the usability test: log odds of success at a quality of 0.5, by task, and what quality and
    # skill (standard deviation 1) add; medians of seconds; errors per opportunity
    ease: tuple[float, ...] = (0.9, 0.5, 1.5)
    ease_per_quality: float = 4.5
    ease_per_skill: float = 1.1
    seconds: tuple[float, ...] = (190.0, 75.0, 60.0)
    log_seconds_per_quality: float = -0.9
    log_seconds_per_skill: float = -0.2
    log_seconds_sd: float = 0.4
    error_share: float = 0.08
    log_errors_per_quality: float = -2.0
    # opinions of the app and the website: value at quality 0, gain to quality 1
    seq: tuple[float, float] = (2.4, 4.0)
    sus: tuple[float, float] = (44.0, 51.0)
    sus_per_skill: float = 7.0
    recommend_app: tuple[float, float] = (2.8, 6.9)
    rating_digital: tuple[float, float] = (2.3, 2.7)
    # a search ends in a booking: probability at quality 0, gain to quality 1
    conversion: tuple[float, float] = (0.2, 0.32)
    # the service: value at quality 0, gain to quality 1
    share_late: tuple[float, float] = (0.72, -0.6)
    delay_median: tuple[float, float] = (85.0, -55.0)
    log_delay_sd: float = 0.8
    share_bag: float = 0.45
    share_bag_lost: tuple[float, float] = (0.07, -0.065)
    rating_staff: tuple[float, float] = (3.7, 1.3)
    rating_lost_bag: tuple[float, float] = (1.3, 2.0)
    # requests for help: probability that a trip leads to one, by reason
    help_booking: tuple[float, float] = (0.28, -0.27)
    help_late: float = 0.1
    help_very_late: float = 0.3
    help_bag_lost: float = 0.9
    help_other: float = 0.03
    resolved: tuple[float, float] = (0.35, 0.5)
    contact_ease: tuple[float, float] = (2.2, 2.3)
    # loyalty
    loyalty_mean: float = 7.9
    loyalty_per_quality: float = 2.6
    loyalty_per_service: float = 1.2
    loyalty_late: float = -2.7
    loyalty_per_log_delay: float = -0.8
    loyalty_bag_lost: float = -2.0
    loyalty_unresolved: float = -0.8
    loyalty_per_price: float = -0.3
    loyalty_per_tier: float = 0.3
    loyalty_sd: float = 1.8
    # flights a year with any airline after the first, by tier; what loyalty adds to the log odds
    # of flying with us, and of leaving within twelve months
    flights: tuple[float, ...] = (1.4, 3.0, 6.0)
    choose_us: tuple[float, float] = (-0.4, 0.3)
    leave: tuple[float, float] = (-1.5, -0.4)
    # who answers: log odds at a loyalty of 6, and what a point of loyalty adds
    answer: tuple[float, float] = (-0.3, 0.1)
    share_missing: float = 0.05
    share_rated: float = 0.35


def population(parameters: Parameters) -> Parameters:
    """Return the parameters with all customers in the usability test, for true values."""
    return replace(parameters, participants=parameters.customers)
