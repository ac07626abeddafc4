"""Without statsmodels, the message says what to type."""

import subprocess
import sys

import pytest

from uxcx.linkage.regressions import statsmodels_api


def test_without_statsmodels_the_message_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(ImportError, match=r'pip install "uxcx\[linkage\]"'):
        statsmodels_api()


def test_importing_linkage_brings_no_statsmodels() -> None:
    code = (
        "import sys, uxcx; from uxcx import linkage; "
        "assert not {'statsmodels', 'pandas', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
