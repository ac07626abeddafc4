"""What all tests share: Hypothesis draws the same examples on every machine."""

from hypothesis import settings

settings.register_profile("uxcx", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("uxcx")
