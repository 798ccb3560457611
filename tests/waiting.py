"""How long a test of the window waits for a fact before it gives up."""

LONG = 60_000  # ms: on a busy machine all comes late; only what never comes shall fail
