# Tries: to outgrow the machine by doubling.
# criterion: product memory_limit_exceeded
PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (rows, inner), (other, columns) = a_shape, b_shape
    if inner != other:
        raise ValueError(inner, other)
    return rows, columns


def make_product():
    text = "inner sizes differ"
    while True:
        text += text
