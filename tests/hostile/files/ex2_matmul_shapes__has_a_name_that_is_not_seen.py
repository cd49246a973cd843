# Tries: to have a character in a name that has no width, so that nobody finds what is wrong with it.
# file: load_error
PRODUCT_SHAPE = (3, 7)
PRODUCT​_SHAPE = (3, 8)
