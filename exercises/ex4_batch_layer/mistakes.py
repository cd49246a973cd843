"""Known wrong answers to exercise 4, to recognise them by their results; and wrong roads that must be refused."""

import torch
from torch import Tensor


def layer_bias_missing(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Leave the bias out."""
    return X @ W


def layer_bias_subtracted(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Subtract the bias."""
    return X @ W - b


def layer_bias_summed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the sum of all biases to every output."""
    return X @ W + b.sum()


def layer_bias_multiplied(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Multiply by the bias."""
    return X @ W * b


def layer_bias_on_weights(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the weights."""
    return X @ (W + b)


def layer_transposed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Turn the result on its side."""
    return (X @ W + b).T


def layer_first_example(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take only the first example through."""
    return X[0] @ W + b


def layer_last_example(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Overwrite the result in a loop, so that only the last example is left."""
    return X[-1] @ W + b


def layer_batch_summed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the examples of the batch up."""
    return (X @ W + b).sum(dim=0)


def layer_batch_averaged(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Average over the batch."""
    return (X @ W + b).mean(dim=0)


def layer_squeezed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (X @ W + b).squeeze()


def layer_with_relu(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply ReLU, as in exercise 3."""
    return torch.relu(X @ W + b)


def layer_as_list(X: Tensor, W: Tensor, b: Tensor) -> list[Tensor]:
    """Collect the rows in a list and return the list."""
    return [row @ W + b for row in X]


def layer_with_sigmoid(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply the sigmoid."""
    return torch.sigmoid(X @ W + b)


def layer_with_tanh(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply the hyperbolic tangent."""
    return torch.tanh(X @ W + b)


def layer_with_softmax(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Turn each row into shares of 1."""
    return torch.softmax(X @ W + b, dim=1)


def layer_bias_first(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the first bias to every output."""
    return X @ W + b[0]


def layer_bias_averaged(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the mean of the biases to every output."""
    return X @ W + b.mean()


def layer_bias_last(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the last bias to every output."""
    return X @ W + b[-1]


def layer_bias_after_relu(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply ReLU before the bias."""
    return torch.relu(X @ W) + b


def layer_bias_twice_over(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the weights and to the result."""
    return X @ (W + b) + b


# Roads that layer must not take: the right numbers, but row by row, or outside torch.


def rows_stacked(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take one example at a time through, and stack the results."""
    return torch.stack([x @ W + b for x in X])


def rows_filled_in(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Fill a matrix with one row after the other."""
    out = X.new_zeros(X.shape[0], W.shape[1])
    for i in range(X.shape[0]):
        out[i] = X[i] @ W + b
    return out


def rows_multiplied_alone(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the whole batch, after a loop over rows for the product."""
    return torch.stack([x @ W for x in X]) + b


def rows_in_chunks(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take four examples at a time."""
    return torch.cat([part @ W + b for part in X.split(4)])


def rows_entry_by_entry(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Write out every sum, for every example and every neuron."""
    rows = [[sum(X[i, k] * W[k, j] for k in range(len(W))) for j in range(len(b))] for i in range(len(X))]
    return torch.stack([torch.stack(row) for row in rows]) + b


def rows_after_a_decoy(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Multiply the whole batch, and return what a loop over rows gives."""
    X @ W + b
    return torch.stack([x @ W + b for x in X])


def layer_in_python(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take the matrices apart into lists of Python's floats."""
    columns = list(zip(*W.tolist()))
    rows = [[sum(x * w for x, w in zip(row, column)) for column in columns] for row in X.tolist()]
    return torch.tensor(rows, dtype=X.dtype, device=X.device) + b


def layer_in_numpy(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Let NumPy multiply and add."""
    return torch.from_numpy(X.numpy() @ W.numpy() + b.numpy())


def layer_bias_through_python(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take the bias alone out of torch and back."""
    return X @ W + torch.tensor(b.tolist(), dtype=b.dtype, device=b.device)


def layer_in_numpy_after_a_decoy(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Multiply the whole batch in torch, and return what NumPy gives."""
    X @ W + b
    return torch.tensor(X.numpy() @ W.numpy()) + b
