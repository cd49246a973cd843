import torch

WHY = "b"


def standardise(X):
    return torch.nn.functional.batch_norm(X, None, None, training=True, eps=1e-12)


def one_hot(labels, k):
    rows = [torch.arange(k) == label for label in labels]
    return torch.stack(rows).to(torch.float32)


def chosen(scores, labels):
    return scores[:, labels].diagonal()
