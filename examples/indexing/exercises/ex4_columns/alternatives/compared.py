import torch

WHY = "B"


def standardise(X):
    centred = X - X.mean(0, keepdim=True)
    return centred / X.std(0, unbiased=False, keepdim=True)


def one_hot(labels, k):
    return (labels.unsqueeze(1) == torch.arange(k)).float()


def chosen(scores, labels):
    mask = one_hot(labels, scores.shape[1])
    return (scores * mask).sum(dim=1)
