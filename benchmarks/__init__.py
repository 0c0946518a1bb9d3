"""Every speed that the README claims, as a ratio against a floor of the same run: `make bench`."""
