"""Views into the network while it trains."""
