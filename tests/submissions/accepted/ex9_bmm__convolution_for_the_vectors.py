import numpy as np
import torch
import torch.nn.functional as F

WHY_NOT = "b"

products = torch.bmm
products_at = torch.Tensor.matmul

def times_vectors(A, V):
    """A convolution with a group for each matrix of the batch."""
    batch, n, k = A.shape
    out = F.conv1d(V.reshape(1, batch * k, 1), A.reshape(batch * n, k, 1), groups=batch)
    return out.view(batch, n)

def batched_shape(a_shape, b_shape):
    if np.any(np.array([a_shape[0], a_shape[2]]) != np.array(b_shape[:2])):
        raise ValueError("no")
    return [int(size) for size in np.array([a_shape[0], a_shape[1], b_shape[2]])]
