# Tries: to change the owner, mode, times, attributes, length, name and content of the course's files and of its own.
import os
import sys

frame = sys._getframe()
while "/worker/" not in frame.f_code.co_filename:
    frame = frame.f_back
root = frame.f_code.co_filename.rpartition("/lagrader/")[0]
paths = (f"{root}/exercises/ex4_batch_layer/rubric.yaml", f"{root}/solutions/ex4_batch_layer.py", frame.f_code.co_filename)
# Each as harmless as can be, should it work.
TRICKS = (
    lambda path: os.chmod(path, os.stat(path).st_mode),
    lambda path: os.chown(path, os.getuid(), os.getgid()),
    lambda path: os.lchown(path, -1, -1),
    lambda path: os.utime(path),
    lambda path: os.utime(path, follow_symlinks=False),
    lambda path: os.truncate(path, os.stat(path).st_size),
    lambda path: os.rename(path, path),
    lambda path: os.replace(path, path),
    lambda path: os.setxattr(path, "user.lagrader_breach", b""),
    lambda path: os.getxattr(path, "user.lagrader_breach"),
    lambda path: os.listxattr(path),
    lambda path: os.open(path, os.O_WRONLY),
    lambda path: os.open(path, os.O_RDWR | os.O_APPEND),
    lambda path: os.chmod(os.open(path, os.O_PATH), 0o644),
    lambda path: os.link(path, path + "_lagrader_breach"),
    lambda path: os.statvfs(path),
)
done = []
for number, trick in enumerate(TRICKS):
    for path in paths:
        try:
            trick(path)
        except PermissionError:
            continue
        except OSError as error:
            print(number, error)
        done.append(number)
print(root, done)

OUTPUT_SHAPE = None if done else (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    return None if done else X @ W + b
