import torch


class not_halved(torch.nn.Module):  # noqa: N801 - named as the rubric has it
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = torch.nn.Linear(n_in, n_out)

    def forward(self, X):
        return self.layer(X)


def doubled(x):
    return 2 * x
