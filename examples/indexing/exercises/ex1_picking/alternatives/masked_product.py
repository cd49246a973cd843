import torch

PART_SHAPE = torch.arange(30).reshape(6, 5)[1:4].size()


def last_column(matrix):
    rows, cols = matrix.shape
    return matrix[..., cols - 1 :].reshape(rows)


def every_second(vector):
    n = vector.shape[0]
    return vector[0:n:2].clone()


def above(vector, limit):
    return vector[~(vector <= limit)]


def without_negatives(vector):
    copy = vector.detach().clone()
    copy.masked_fill_(copy < 0, 0.0)
    return copy
