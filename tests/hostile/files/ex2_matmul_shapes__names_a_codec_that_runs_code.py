# Tries: to have a codec of its own, or a module's code, run by whoever decodes the file: # coding: idna.this.antigravity
# file: load_error
PRODUCT_SHAPE = (3, 7)
