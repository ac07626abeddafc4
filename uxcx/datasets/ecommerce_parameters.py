"""The numbers of the ecommerce world's story that one may want to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The numbers of the story that one may want to change.

    Log odds, shares, medians and points hold at ``ux = 0.5`` and ``cx = 0.5``; what stands as
    ``..._per_ux`` or ``..._per_cx`` is added for a step from 0 to 1.
    """

    customers: int = 2000
    #: quality of the interaction and of the service, 0 poor to 1 good
    ux: float = 0.5
    cx: float = 0.35
    participants: int = 40

    # who comes: shares; spending on advertising for each account in EUR
    share_before_test: float = 0.5
    share_campaign: float = 0.85  # of those who join from the day of the test
    share_phone: float = 0.18
    share_phone_campaign: float = 0.95
    share_usual_device: float = 0.93  # of visits
    cost_direct: float = 0.0
    cost_search: float = 5.0
    cost_social: float = 4.0
    cost_campaign: float = 8.0
    intent_sd: float = 0.8
    intent_campaign: float = -0.15
    more_visits: float = 1.4  # mean number beyond the first

    # steps of a visit: log odds on a desktop with plain form
    log_odds_product: float = 2.0
    log_odds_cart: float = 1.25
    log_odds_address: float = 1.3
    log_odds_order: float = 2.6
    cart_phone: float = -1.5
    step_per_ux: float = 0.9
    more_impressions: float = 3.0  # mean number beyond the first
    log_odds_click: float = -2.6
    click_per_ux: float = 1.2

    # the address form: log odds of getting it accepted; 71% and 80% of participants do
    form_ease: float = 1.05
    form_autofill: float = 0.56
    form_phone: float = -0.45
    form_per_skill: float = 0.9
    form_per_ux: float = 1.8
    form_seconds: float = 105.0  # median, plain form
    form_faster: float = 0.66  # factor with autofill
    form_seconds_sd: float = 0.4  # of logarithms
    form_log_seconds_per_ease: float = -0.2
    form_errors: float = 0.14  # share of fields, plain form, average participant
    form_second_try: float = 0.88  # factor of the time at the second form tried
    seq_mean: float = 4.4
    seq_per_ease: float = 0.9
    sus_mean: float = 63.0
    sus_per_ease: float = 12.0

    # parcels, sizes, returns: log odds; days
    log_odds_late: float = -1.5
    late_per_cx: float = -2.6
    days_late: float = 3.0  # median
    days_late_log_per_cx: float = -1.0
    log_odds_wrong_size: float = -2.0
    wrong_size_per_cx: float = -1.4
    share_returned_wrong: float = 0.8
    share_returned_other: float = 0.06
    credit_days: float = 11.0  # median
    credit_log_per_cx: float = -1.2
    credit_log_sd: float = 0.5
    share_unscanned: float = 0.01

    # money: median of an item in EUR, spread of logarithms between orders and between people
    price: float = 29.0
    price_log_sd: float = 0.5
    price_log_sd_people: float = 0.35
    more_items: float = 0.8  # mean number beyond the first

    # help: shares of orders; log odds of settling it at once; ease on its scale of 1 to 7
    contact_late: float = 0.35
    contact_returned: float = 0.3
    contact_other: float = 0.05
    log_odds_resolved: float = 0.7
    resolved_late: float = -0.5
    resolved_per_cx: float = 2.2
    ease_mean: float = 3.7
    ease_resolved: float = 1.6
    ease_per_cx: float = 1.8

    # how content the first order leaves a customer, on a hidden scale like that of 0 to 10
    content_mean: float = 9.0
    content_sd: float = 1.5
    content_per_form_ease: float = 0.4
    content_per_ux: float = 1.8
    content_per_cx: float = 1.2  # packing, notice of the delivery, tone
    content_late: float = -2.5
    content_late_day: float = -0.17  # for each day after the promised one
    content_wrong_size: float = -1.3
    content_slow_credit: float = -0.06  # a day
    content_resolved: float = 0.6
    content_unresolved: float = -1.2

    # satisfaction, 1 to 5 as they would answer, follows from that; loyalty, on the scale of 0 to
    # 10, from satisfaction, from the price, and a little from autofill beside satisfaction
    satisfaction_low: float = 0.9  # of somebody who is not content at all
    satisfaction_per_content: float = 0.4
    loyalty_mean: float = 7.9  # at a satisfaction of 4
    loyalty_per_satisfaction: float = 2.5
    loyalty_autofill: float = 0.2
    loyalty_per_price: float = -0.25  # a standard deviation dearer an item, for the same service
    loyalty_sd: float = 1.1
    app_orders: float = 0.3  # mean number in 180 days at a loyalty of 8
    app_log_per_loyalty: float = 0.4
    answer_rate: float = 0.5  # at a satisfaction of 4
    answer_log_per_satisfaction: float = 0.25
    share_missing: float = 0.05
