import torch
import torch.nn.functional as F

print("Exercise 2")
A = torch.randn(3, 5)
B = torch.randn(5, 7)
C = A @ B
print(C.shape)
PRODUCT_SHAPE = C.shape

def product_shape(a_shape, b_shape):
    print(a_shape, b_shape)
    if a_shape[1] != b_shape[0]:
        print("error!")
        raise ValueError("Cannot multiply these matrices: %d columns, %d rows" % (a_shape[1], b_shape[0]))
    return (a_shape[0], b_shape[1])

def make_product():
    return A, B, C

print(product_shape((3, 5), (5, 7)))
try:
    product_shape((3, 5), (4, 7))
except ValueError as e:
    print(e)
