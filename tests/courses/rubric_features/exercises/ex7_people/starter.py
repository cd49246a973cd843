import torch


class Half(torch.nn.Module):
    """Half of a linear layer."""

    def __init__(self, n_in, n_out):
        super().__init__()
        raise NotImplementedError

    def forward(self, X):
        """Return a tensor of shape (n, n_out)."""
        raise NotImplementedError


def fourfold(x):
    """Return four times x."""
    raise NotImplementedError
