import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    for t in (X, W, b):
        if not isinstance(t, torch.Tensor):
            raise TypeError("tensors only")
        assert torch.isfinite(t).all()
    for row in X:
        if torch.isnan(row).any() or row.norm() < 0:
            raise ValueError("not a number in X")
    if X.shape[1] != W.shape[0]:
        raise ValueError("shapes do not fit")
    print("batch of", len(X))
    return X @ W + b
