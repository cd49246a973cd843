# Tries: to wait for ever while it is loaded, on a lock that its own thread has.
# file: time_limit_exceeded
import threading

lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire).start()
lock.acquire()
