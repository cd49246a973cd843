import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "c"

def pattern(*inputs, result):
    return ",".join(inputs) + "->" + result

def product(A, B):
    return torch.einsum(pattern("ij", "jk", result="ik"), A, B)

def row_dots(X, Y):
    print(X.shape, Y.shape)
    assert X.shape == Y.shape, "X and Y must be of one shape"
    return torch.einsum(pattern("bi", "bi", result="b"), X, Y)

def bilinear(X, W, Y):
    operands = {"bi": X, "ij": W, "bj": Y}
    return torch.einsum(pattern(*operands, result="b"), *operands.values())
