"""Small widgets that every tab shares."""
