import torch
from torch import nn

class Layer(nn.Module):
    def forward(self, X, W, b):
        return X @ W + b

layer = Layer()
OUTPUT_SHAPE = list(layer(torch.ones(8, 3), torch.ones(3, 5), torch.zeros(5)).size())
ROW_MEANING = "c".upper()
