"""Run the command line: `python -m uxcx`."""

from uxcx.cli import main

main()
