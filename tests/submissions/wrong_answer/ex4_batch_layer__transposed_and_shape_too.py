# criterion: output wrong_answer LAYER_TRANSPOSED
# criterion: output_shape wrong_answer OUTPUT_SHAPE_SWAPPED
# criterion: row_meaning wrong_answer CHOICE_B
import torch

def layer(X, W, b):
    return (X @ W + b).T

OUTPUT_SHAPE = layer(torch.zeros(8, 3), torch.zeros(3, 5), torch.zeros(5)).shape
ROW_MEANING = "b"
