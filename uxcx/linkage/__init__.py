"""From UX to CX: how far a better interaction moves the relationship.

The regressions are those of statsmodels, which the extra ``linkage`` brings
(``pip install "uxcx[linkage]"``). Every result says what its design allows it to claim: what was
assigned by lot may have caused a change; what was only observed went with it.
"""

__all__: list[str] = []
