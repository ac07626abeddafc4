"""Relationships: what months and years say of customers, from logs of any size.

Only the counting touches the rows, on the engine where they are (pandas, Polars, DuckDB, PySpark);
what comes back is a handful of numbers. Models project what customers will do and what they are
worth, with standard errors and intervals for the parameters and for all that follows from them.
"""

from uxcx.relationships.beta_discrete_weibull import (
    BetaDiscreteWeibull,
    beta_discrete_weibull,
)
from uxcx.relationships.beta_geometric import BgNbd, MbgNbd, bg_nbd, mbg_nbd
from uxcx.relationships.bg_bb import BgBb, bg_bb
from uxcx.relationships.buying import BuyingModel
from uxcx.relationships.cohort_table import Retention
from uxcx.relationships.cohorts import retention
from uxcx.relationships.fit import Fit, Parameter
from uxcx.relationships.gamma_gamma import GammaGamma, gamma_gamma
from uxcx.relationships.holdout import Holdout, holdout
from uxcx.relationships.leaving import churn
from uxcx.relationships.lifetime_value import LifetimeValue, lifetime_value
from uxcx.relationships.log_rank import LogRank
from uxcx.relationships.pareto_nbd import ParetoNbd, pareto_nbd
from uxcx.relationships.periods import over_time
from uxcx.relationships.projection import Projection, Projections
from uxcx.relationships.purchases import rfm
from uxcx.relationships.renewal import RenewalModel
from uxcx.relationships.revenue_shares import concentration
from uxcx.relationships.segments import rfm_segments
from uxcx.relationships.shifted_beta_geometric import (
    ShiftedBetaGeometric,
    shifted_beta_geometric,
)
from uxcx.relationships.simple_values import (
    historic_value,
    margin_multiple,
    markov_chain_value,
    retention_spending_value,
)
from uxcx.relationships.survival import survival
from uxcx.relationships.survival_curve import SurvivalCurve, SurvivalCurves

__all__ = [
    "BetaDiscreteWeibull",
    "BgBb",
    "BgNbd",
    "BuyingModel",
    "Fit",
    "GammaGamma",
    "Holdout",
    "LifetimeValue",
    "LogRank",
    "MbgNbd",
    "Parameter",
    "ParetoNbd",
    "Projection",
    "Projections",
    "RenewalModel",
    "Retention",
    "ShiftedBetaGeometric",
    "SurvivalCurve",
    "SurvivalCurves",
    "beta_discrete_weibull",
    "bg_bb",
    "bg_nbd",
    "churn",
    "concentration",
    "gamma_gamma",
    "historic_value",
    "holdout",
    "lifetime_value",
    "margin_multiple",
    "markov_chain_value",
    "mbg_nbd",
    "over_time",
    "pareto_nbd",
    "retention",
    "retention_spending_value",
    "rfm",
    "rfm_segments",
    "shifted_beta_geometric",
    "survival",
]
