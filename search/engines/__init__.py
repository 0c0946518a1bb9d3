"""Search engines behind one contract (`base.Engine`), opened by `factory.open_engine`."""
