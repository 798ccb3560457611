"""Parts of the endless zoom: where one looks, what is asked for in which order, a pane, and the lens."""
