# Tries: to read the environment, command line, memory, folders and descriptors of itself and its parents in /proc.
import os

READ = ("environ", "cmdline", "maps", "mem", "auxv", "status", "stat", "cgroup", "mountinfo", "root/etc/passwd")
LISTED = ("fd", "task", "root", "cwd", "map_files", "fdinfo", "ns", "net")
FOLLOWED = ("exe", "cwd", "root", "fd/0", "fd/1", "fd/3", "ns/net")
parent = os.getppid()
seen = []


def tried(trick, path):
    try:
        if trick(path) is not None:
            seen.append(path)
    except OSError:
        pass


for who in ("self", "thread-self", os.getpid(), parent, parent - 1, parent + 1, *range(1, 30)):
    for name in READ:
        tried(lambda path: open(path, "rb").read(1), f"/proc/{who}/{name}")
    for name in LISTED:
        tried(os.listdir, f"/proc/{who}/{name}")
    for name in FOLLOWED if str(who) not in ("self", "thread-self", str(os.getpid())) else ():
        tried(os.readlink, f"/proc/{who}/{name}")
tried(os.listdir, "/proc")
tried(lambda path: open(path).read(), "/proc/net/unix")
print(seen)

OUTPUT_SHAPE = None if seen else (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    return None if seen else X @ W + b
