"""One file an outside engine. Adapters are chosen in `dure.app.wiring`; this front door is empty."""
