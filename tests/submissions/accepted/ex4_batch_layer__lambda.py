OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
layer = lambda X, W, b: X @ W + b
