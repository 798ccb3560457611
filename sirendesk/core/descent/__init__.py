"""Gradient descent on landscapes of two parameters: what there is to descend, the rules that descend it, the walks."""
