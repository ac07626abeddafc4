"""Where the methods of a report come from."""

from __future__ import annotations

from collections.abc import Iterable

#: what the name of a method contains, and its source
SOURCES = {
    "Agresti-Caffo": "Agresti and Caffo (2000), The American Statistician 54:280",
    "N-1 two-proportion": "Campbell (2007), Statistics in Medicine 26:3661",
    "adjusted Wald": "Agresti and Coull (1998), The American Statistician 52:119; for the NPS "
    "Rocks (2016)",
    "Bonett and Price": "Bonett and Price (2012), Journal of Educational and Behavioral "
    "Statistics 37:479",
    "Welch's t": "Welch (1947), Biometrika 34:28",
    "exact Poisson": "Garwood (1936), Biometrika 28:437",
    "exact conditional": "Przyborowski and Wilenski (1940), Biometrika 31:313",
    "logarithms": "Sauro and Lewis (2010), Average task times in usability tests, CHI 2010",
    "delta method": "Cochran (1977), Sampling Techniques",
    "McNemar": "Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13:91",
    "Holm": "Holm (1979), Scandinavian Journal of Statistics 6:65",
}
#: methods that every textbook has
_PLAIN = ("t", "t over", "t test", "paired t", "z test")


def references_of(methods: Iterable[str]) -> list[str]:
    """Return the sources of methods, by their names, each once.

    Parameters
    ----------
    methods : iterable of str
        As results name them: ``"adjusted Wald over units (delta method)"``.

    Returns
    -------
    list of str
        ``"name: source"``, in the order of `SOURCES`.

    Examples
    --------
    >>> references_of(["Welch's t", "Welch's t test"])
    ["Welch's t: Welch (1947), Biometrika 34:28"]

    A plain t interval is in every textbook, and needs none.
    """
    names = list(methods)
    return [
        f"{part}: {source}" for part, source in SOURCES.items() if any(part in n for n in names)
    ]


def is_known(method: str) -> bool:
    """Return whether a method has a source here, or is in every textbook."""
    return any(part in method for part in SOURCES) or method.startswith(_PLAIN)
