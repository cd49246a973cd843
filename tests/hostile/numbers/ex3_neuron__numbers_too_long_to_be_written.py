# Tries: to stop the grader by whole numbers that no float holds and that Python refuses to write in digits.
# criterion: value wrong_answer
# criterion: output wrong_answer
VALUE = 10**5000
WHY = "b"
calls = [0]


def neuron(x, w, b):
    calls[0] += 1
    return [10**1200, -(2**4096) + 1, 2**64, 10**5000, [10**1200] * 9, 2**1024][calls[0] % 6]
