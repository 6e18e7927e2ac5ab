"""Protections taken off, to show that the fault tests notice. A worker loads these with `--include`."""
