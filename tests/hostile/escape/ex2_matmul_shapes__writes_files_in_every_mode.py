# Tries: to make files, folders, links and pipes in every writable folder, by every mode and flag.
import os

import torch

NAME = "lagrader_breach_written"
FLAGS = (os.O_CREAT | os.O_WRONLY, os.O_CREAT | os.O_EXCL, os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_APPEND)
done = []


def tried(trick, *arguments):
    try:
        done.append((trick(*arguments), arguments))
    except PermissionError:
        pass
    except OSError as error:
        done.append((error, arguments))


for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/etc", os.path.dirname(torch.__file__), os.path.dirname(os.__file__)):
    for mode in ("w", "a", "x", "r+", "wb+"):
        tried(open, f"{folder}/{NAME}", mode)
    for flags in FLAGS:
        tried(os.open, f"{folder}/{NAME}", flags)
    tried(os.open, folder, os.O_TMPFILE | os.O_RDWR)
    tried(os.mkdir, f"{folder}/{NAME}_folder")
    tried(os.symlink, "/etc/passwd", f"{folder}/{NAME}_link")
    tried(os.link, "/etc/hostname", f"{folder}/{NAME}_hard_link")
    tried(os.mkfifo, f"{folder}/{NAME}_pipe")
    tried(os.mknod, f"{folder}/{NAME}_node")
    tried(os.rename, f"{folder}/{NAME}", f"{folder}/{NAME}_renamed")
    tried(os.unlink, f"{folder}/{NAME}_nothing")
    tried(os.rmdir, f"{folder}/{NAME}_nothing")
print(done)

PRODUCT_SHAPE = None if done else (3, 7)


def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError("they don't fit")
    return None if done else (a_shape[0], b_shape[1])


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
