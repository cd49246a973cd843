# Tries: to use the one kind of socket pair that it may have to pass descriptors, to name itself and to reach names.
import os
import socket

import torch

near, far = socket.socketpair()
ADDRESS = "\0lagrader_breach_named"
TRICKS = (
    lambda: socket.send_fds(near, [b"x"], [3]),
    lambda: near.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, b"\3\0\0\0")]),
    lambda: far.recvmsg(9, 99),
    lambda: socket.recv_fds(far, 9, 4),
    lambda: socket.send_fds(socket.socket(fileno=os.dup(3)), [b"x"], [3]),
    lambda: near.bind(ADDRESS),
    lambda: near.listen(),
    lambda: near.accept(),
    lambda: near.connect(ADDRESS),
    lambda: near.sendto(b"x", ADDRESS),
    lambda: near.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1),
    lambda: near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30),
    lambda: near.send(b"x", socket.MSG_OOB),
    lambda: near.recv(1, socket.MSG_OOB),
    lambda: near.ioctl(0x8905, 0) if hasattr(near, "ioctl") else near.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED),
)
done = []
near.setblocking(False)
far.setblocking(False)
for number, trick in enumerate(TRICKS):
    try:
        trick()
    except PermissionError:
        continue
    except OSError as error:
        print(number, error)
    done.append(number)
near.send(b"still")
print(done, far.recv(9))

VALUE = 9 if done else 0
WHY = "b"


def neuron(x, w, b):
    return torch.relu(torch.dot(w, x) + b) - len(done)
