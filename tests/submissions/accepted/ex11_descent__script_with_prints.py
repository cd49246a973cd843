"""A training script that prints what it does, and asks itself whether it works."""

import torch

TOO_FAR = " B)"


def loss(weights, features, targets):
    prediction = (features * weights).sum(dim=1)
    return torch.nn.functional.mse_loss(prediction, targets, reduction="sum") / targets.shape[0]


def gradient(weights, features, targets):
    with torch.enable_grad():
        leaf = weights.detach().double().requires_grad_()
        value = loss(leaf, features.double(), targets.double())
        print("loss", value.item())
        value.backward()
    return leaf.grad.to(weights.dtype)


def step(weights, features, targets, lr=0.1):
    change = gradient(weights, features, targets)
    new = weights.clone()
    for i in range(len(new)):
        new[i] = weights[i].item() - lr * change[i].item()
    return new


if __name__ == "__main__":
    torch.manual_seed(0)
    X, w = torch.randn(20, 3), torch.zeros(3)
    y = X @ torch.tensor([1.0, -2.0, 0.5])
    for _ in range(50):
        w = step(w, X, y)
    print(w)

X = torch.ones(2, 2)
assert loss(step(torch.zeros(2), X, X[0], 0.1), X, X[0]) < loss(torch.zeros(2), X, X[0])
