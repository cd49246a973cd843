# Tries: to clear the screen, set the title and make a link by an answer, and by what it prints.
# criterion: value wrong_answer
# criterion: why wrong_answer
# criterion: output wrong_answer
STEER = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\\x9b31m\r\b\u202e\u2066\u200b\ufeff\U000e0041"
VALUE = [STEER, {STEER: STEER}]
WHY = "b" + STEER


def neuron(x, w, b):
    print(STEER, b.shape)
    return STEER
