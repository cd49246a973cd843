import torch


class Half(torch.nn.Module):
    """Half of a linear layer."""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = torch.nn.Linear(n_in, n_out)

    def forward(self, X):
        """Return a tensor of shape (n, n_out)."""
        return self.layer(X) / 2


def fourfold(x):
    """Return four times x."""
    return 4 * x


# Without a bias it can only give 0 for 0.
