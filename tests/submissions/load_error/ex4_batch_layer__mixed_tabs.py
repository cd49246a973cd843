# file: load_error SYNTAX_ERROR
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    out = X @ W
	return out + b
