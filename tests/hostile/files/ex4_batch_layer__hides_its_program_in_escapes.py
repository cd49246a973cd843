# Tries: to break out of a comment by an escape for a new line: # coding: raw_unicode_escape
# file: load_error
# \u000aOUTPUT_SHAPE = (8, 5)\u000aROW_MEANING = "c"\u000alayer = lambda X, W, b: X @ W + b
OUTPUT_SHAPE = ROW_MEANING = layer = None
