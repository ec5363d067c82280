"""One file an outside engine, chosen in `dure.app.wiring`; this front door is empty."""
