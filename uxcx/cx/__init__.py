"""CX metrics: how customers get on with a brand, over journeys and the whole relationship.

Every function takes data (a data frame of any engine, or a plain 1-D array), the column to
measure, and returns an `Estimate`; with ``by=`` it returns one for each group.
"""

# ruff: noqa: I001, RUF022 (the order of the course)
from uxcx.cx.journey import csat, csat_mean, ces, ces_2010, first_contact_resolution
from uxcx.cx.advocacy import nps, referral_rate, positive_reviews
from uxcx.cx.relationship import retention_rate, churn_rate, repeat_purchase
from uxcx.cx.money import revenue_per_customer, support_load, acquisition_cost
from uxcx.cx.wallet import share_of_wallet, wallet_allocation
from uxcx.cx.standing import upsell_rate, brand_trust, brand_perception

__all__ = [
    "csat",
    "csat_mean",
    "ces",
    "ces_2010",
    "first_contact_resolution",
    "nps",
    "retention_rate",
    "churn_rate",
    "repeat_purchase",
    "referral_rate",
    "positive_reviews",
    "revenue_per_customer",
    "share_of_wallet",
    "wallet_allocation",
    "support_load",
    "acquisition_cost",
    "upsell_rate",
    "brand_trust",
    "brand_perception",
]
