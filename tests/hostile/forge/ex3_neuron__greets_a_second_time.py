# Tries: to say once more that it is ready, now with all layers on and a fresh start, and to load whatever comes.
# file: run_time_error PROCESS_ENDED
import json
import os
import struct

VALUE = 0.0
WHY = "b"

facts = ["d", [[["s", "seccomp"], ["s", "active"]], [["s", "landlock"], ["s", "active"]]]]
header = json.dumps([0, "Ready", 0, facts], separators=(",", ":")).encode()
os.write(3, struct.pack("<4sII", b"lag1", len(header), 0) + header)


def neuron(x, w, b):
    return (w @ x + b).relu()
