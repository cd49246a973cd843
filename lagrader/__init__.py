"""lagrader: checks exercises in which a learner writes small PyTorch functions."""

__version__ = "0.1.0"
