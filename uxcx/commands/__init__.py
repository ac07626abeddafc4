"""The commands of `uxcx` on the command line, a module each; `uxcx.cli` puts them together."""
