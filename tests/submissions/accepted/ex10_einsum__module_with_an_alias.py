import torch
from torch import nn

sum_of_products = torch.einsum

class Bilinear(nn.Module):
    def __init__(self, W):
        super().__init__()
        self.W = nn.Parameter(W)

    def forward(self, X, Y):
        return sum_of_products("bi,ij,bj->b", X, self.W, Y)

def product(A, B):
    return sum_of_products("ij,jk->ik", A.requires_grad_(), B)

def row_dots(X, Y):
    out = sum_of_products("bi,bi->b", X, Y)
    out += 0
    return out

def bilinear(X, W, Y):
    return Bilinear(W)(X, Y).detach()

PATTERN_SHAPE = [8, 5, 4]
PATTERN_MEANING = "c"
