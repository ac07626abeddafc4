"""The numbers of the budgeting world's story."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The numbers of the story that one may want to change.

    The difficulty of a task is on a logistic scale: 0 is a task that the average participant
    gets done half of the time. Contentment and loyalty are on the scale of the question about
    recommending, 0 to 10; satisfaction is what they would answer, 1 to 5. `ux` and `cx` are 0 for
    poor to 1 for good; what is said of them is for the whole way.
    """

    customers: int = 2000
    ux: float = 0.5
    cx: float = 0.5

    # --- the usability test; fewer people where there are not enough customers
    participants_per_design: int = 24
    participants_both: int = 16
    #: log odds of success with the old design: import is easy, reconciling is hard
    ease_import: float = 2.2
    ease_reconcile: float = -0.1
    ease_report: float = 1.5
    #: what the redesign adds to the log odds of reconciling, and to those of the other tasks
    gain_reconcile: float = 2.4
    gain_other: float = 0.15
    #: what `ux` adds to all, and how much people differ
    ease_ux: float = 2.5
    skill_sd: float = 1.8
    #: median seconds of successful attempts with the old design, and the spread of logarithms
    seconds_import: float = 75.0
    seconds_reconcile: float = 240.0
    seconds_report: float = 110.0
    log_seconds_ux: float = -0.6
    log_seconds_per_skill: float = -0.22
    log_seconds_sd: float = 0.42
    log_seconds_failed: float = 0.35
    #: the redesign's factor on the time of reconciling
    faster_reconcile: float = 0.68
    #: share of steps that go wrong for the average participant, and the redesign's factor
    error_share_import: float = 0.05
    error_share_reconcile: float = 0.11
    error_share_report: float = 0.06
    fewer_errors: float = 0.55
    log_errors_ux: float = -1.0
    #: opinions follow from how easy it was for that person
    sus_old: float = 60.0
    sus_gain: float = 14.0
    sus_ux: float = 22.0
    sus_per_skill: float = 8.0
    seq_old: float = 4.0
    #: what the second design that somebody tries gains from practice: log odds, and log seconds
    practice: float = 0.4
    log_seconds_practice: float = -0.1
    share_missing: float = 0.06

    # --- the year
    #: shares of the regions north, south and west
    regions: tuple[float, float, float] = (0.25, 0.25, 0.5)
    #: in which month of 2025 the redesign comes there; 13 is not yet
    redesigned_in: tuple[int, int, int] = (7, 9, 13)
    #: shares of the plans free, monthly and yearly; their prices in EUR before they rise and after
    plans: tuple[float, float, float] = (0.40, 0.35, 0.25)
    prices: tuple[float, float, float] = (0.0, 5.99, 49.0)
    risen_prices: tuple[float, float, float] = (0.0, 7.99, 65.0)
    #: in which month of 2025 prices rise, everywhere; 13 is not yet
    prices_rise_in: int = 7
    share_active: float = 0.8
    #: the chance to reconcile a month unaided: it adds up, so that differences in differences
    #: are what the redesign adds
    month_reconciled: float = 0.45
    month_regions: tuple[float, float, float] = (0.05, -0.04, 0.0)
    month_trend: float = 0.005
    month_gain: float = 0.16
    month_ux: float = 0.22
    month_per_skill: float = 0.06
    #: lines of bank statements in a month, and the share that comes in wrong
    lines: float = 30.0
    share_import_errors: float = 0.03
    log_import_errors_ux: float = -1.5
    #: who is stuck: shares that turn to the guide, to the desktop, to support; that this helps
    share_guide: float = 0.6
    guide_helps: float = 0.35
    share_desktop: float = 0.4
    desktop_helps: float = 0.35
    share_support: float = 0.3
    #: a month's contacts about other matters, of the average customer
    other_contacts: float = 0.06
    #: log odds that a contact settles its matter; the share of others that leads to a repeat
    contact_resolved: float = 0.7
    contact_resolved_cx: float = 3.0
    share_repeated: float = 0.5
    #: how easy a contact was, 1 to 7
    contact_ease: float = 5.8
    contact_ease_cx: float = 1.2
    contact_ease_unresolved: float = -2.2
    share_contacts_rated: float = 0.55
    share_events_rated: float = 0.3
    share_late_events: float = 0.02

    # --- satisfaction, loyalty, and what follows from it
    #: how content people are with what they meet
    content_mean: float = 8.1
    content_gain: float = 0.8
    content_ux: float = 1.6
    content_per_skill: float = 0.4
    content_bad_service: float = -2.2
    content_sd: float = 1.2
    #: a few are disappointed for reasons of their own
    share_disappointed: float = 0.28
    content_disappointed: float = -6.0
    #: satisfaction of somebody who is not content at all, and what a point of contentment adds
    satisfaction_low: float = 1.2
    satisfaction_per_content: float = 0.38
    satisfaction_sd: float = 0.5
    #: loyalty at a satisfaction of 4, and what a step of it adds; what the redesign adds beside
    #: satisfaction; how plans and the rise of their prices bear on it
    loyalty_mean: float = 7.9
    loyalty_per_satisfaction: float = 2.2
    loyalty_gain: float = 0.2
    loyalty_price: tuple[float, float, float] = (0.0, -0.3, 0.1)
    loyalty_price_rise: tuple[float, float, float] = (0.0, -2.0, -2.0)
    loyalty_sd: float = 0.8
    recommend_sd: float = 0.5
    #: log odds of leaving within a month at a loyalty of 7, and of coming back
    leave: float = -4.0
    leave_per_loyalty: float = -0.3
    share_returning: float = 0.06
    #: log odds of answering a survey at a satisfaction of 4, and what a step of it adds
    answer: float = 0.9
    answer_per_satisfaction: float = 0.4
    share_late_answers: float = 0.04
    share_wallet: float = 0.35
    #: how liked other brands are, and what is spent with each of them in half a year
    other_brands: float = 6.6
    other_brands_sd: float = 1.4
    spent_elsewhere: float = 40.0
    log_elsewhere_per_loyalty: float = -0.25
    refer: float = -2.6
    refer_per_loyalty: float = 0.45
    #: logarithm of a month's planning services at a loyalty of 7
    log_services: float = -3.9
    log_services_per_loyalty: float = 0.35
