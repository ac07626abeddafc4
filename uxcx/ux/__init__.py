"""UX metrics: how people get on with one product.

Every function takes data (a data frame of any engine, or a plain 1-D array), the column to
measure, and returns an `Estimate`; with ``by=`` it returns one for each group.
"""

# ruff: noqa: I001, RUF022 (the order of the course)
from uxcx.ux.success import task_success, success_within, success_with_credit
from uxcx.ux.interaction import time_on_task, error_rate
from uxcx.ux.navigation import number_of_clicks, lostness, click_through_rate
from uxcx.ux.opinion import seq, satisfaction, sus, umux_lite
from uxcx.ux.journey import conversion, abandonment, cart_abandonment, time_to_value
from uxcx.ux.relationship import adoption, app_rating, product_nps
from uxcx.ux.acceptance import onboarding_success, credibility, engagement

__all__ = [
    "task_success",
    "success_within",
    "success_with_credit",
    "time_on_task",
    "error_rate",
    "number_of_clicks",
    "lostness",
    "click_through_rate",
    "seq",
    "satisfaction",
    "sus",
    "umux_lite",
    "conversion",
    "abandonment",
    "cart_abandonment",
    "time_to_value",
    "adoption",
    "app_rating",
    "product_nps",
    "onboarding_success",
    "credibility",
    "engagement",
]
