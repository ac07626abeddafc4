"""Relationships: what customers will do, and what they are worth.

Models of buying without a contract and of contracts that are renewed, with standard errors and
intervals for the parameters and for all that is projected from them.
"""

from uxcx.relationships.beta_geometric import BgNbd, MbgNbd, bg_nbd, mbg_nbd
from uxcx.relationships.likelihood import Fit, Parameter
from uxcx.relationships.projection import Projection, Projections

__all__ = [
    "BgNbd",
    "Fit",
    "MbgNbd",
    "Parameter",
    "Projection",
    "Projections",
    "bg_nbd",
    "mbg_nbd",
]
