# Tries: to leave half a frame on the channel and to be gone, so that the reader waits for the rest, or takes it as it is.
# file: run_time_error PROCESS_ENDED
import os
import struct

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    header = b'[3,"Loaded",0]'
    os.write(3, struct.pack("<4sII", b"lag1", len(header) + 30, 1000) + header)
    os._exit(0)


make_product = product_shape
