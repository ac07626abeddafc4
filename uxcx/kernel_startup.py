"""What `uxcx lab`, and so `make lab`, lets each kernel run first, by PYTHONSTARTUP.

So advice below errors is there even for who forgets the first cell of a lesson.
"""

get_ipython().run_line_magic("load_ext", "uxcx.advice")  # type: ignore[name-defined]  # noqa: F821
