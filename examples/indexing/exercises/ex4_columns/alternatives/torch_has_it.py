import torch

WHY = "b"


def standardise(X):
    deviation, mean = torch.std_mean(X, dim=0, correction=0)
    return (X - mean) / deviation


def one_hot(labels, k):
    return torch.eye(k)[labels]


def chosen(scores, labels):
    return torch.gather(scores, 1, labels.unsqueeze(1)).squeeze(1)
