"""A multi-layer perceptron in NumPy alone, to be read as a lesson: layers, losses, optimisers, network, gradient check.

Arrays of samples are (n, features) throughout. Each part goes forward and hands a slope (the derivative of the loss
with respect to what it gave out) backward: that is all there is to backpropagation (Rumelhart, Hinton and Williams
1986).
"""
