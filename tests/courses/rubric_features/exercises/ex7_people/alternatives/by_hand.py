import torch


class Half(torch.nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = torch.nn.Linear(n_in, n_out)

    def forward(self, X):
        return 0.5 * (X @ self.layer.weight.T + self.layer.bias)


def fourfold(x):
    return x + x + x + x
