# Tries: to have two functions where one is seen: Python takes wide and ligature letters for the plain ones.
# criterion: output wrong_answer
OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    return X @ W + b


def ｌａｙｅｒ(X, W, b):
    return X @ W - b
