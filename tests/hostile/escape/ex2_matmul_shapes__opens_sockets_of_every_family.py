# Tries: to get a socket of any family, type and protocol, or a pair of anything but the kind that asyncio needs.
import ctypes
import socket

import torch

libc = ctypes.CDLL(None)
pair = (ctypes.c_int * 2)()
got = []
for family in range(47):
    for kind in (1, 2, 3, 4, 5, 6, 10, 0x80801):
        for protocol in (0, 1, 6, 17, 132, 255):
            if libc.socket(family, kind, protocol) >= 0:
                got.append((family, kind, protocol))
            if libc.socketpair(family, kind, protocol, pair) >= 0 and (family, kind & 15) != (1, 1):
                got.append((family, kind, "pair"))
try:
    got.append(socket.create_connection(("127.0.0.1", 22), 1))
except OSError as error:
    print(error)
print(got)

PRODUCT_SHAPE = None if got else (3, 7)


def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError("they don't fit")
    return None if got else (a_shape[0], b_shape[1])


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
