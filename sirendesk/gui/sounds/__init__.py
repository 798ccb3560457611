"""What joins the parts of the Sound tab: what a sound looks like, how it is followed while it is learnt, and export."""
