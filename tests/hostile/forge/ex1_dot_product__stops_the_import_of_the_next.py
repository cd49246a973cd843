# Tries: to cost the file after it its marks: a thread that is left behind keeps the interpreter, so that the next import
# Tries: seems to hang.
# criterion: vectors missing MISSING_NAME
# criterion: loop missing MISSING_NAME
# criterion: built_in missing MISSING_NAME
# criterion: match missing MISSING_NAME
import re
import sys
import threading
import time


def keep():
    while "ex2_matmul_shapes" not in sys.modules:
        time.sleep(0.0002)
    re.match("(a*)*b", "a" * 40)


threading.Thread(target=keep, daemon=True).start()
