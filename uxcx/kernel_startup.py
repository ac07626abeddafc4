"""What `uxcx lab`, and so `make lab`, lets each kernel run first, by PYTHONSTARTUP.

So advice below errors is there even for who forgets the first cell of a lesson.
"""

from IPython import get_ipython

if get_ipython() is not None:
    get_ipython().run_line_magic("load_ext", "uxcx.advice")
