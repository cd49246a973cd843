# criterion: whole_batch wrong_answer THROUGH_PYTHON
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return torch.from_numpy(X.numpy() @ W.numpy() + b.numpy())
