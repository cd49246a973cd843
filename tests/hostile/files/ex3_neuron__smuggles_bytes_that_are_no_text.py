# Tries: to get bytes into the report that no encoding knows: ÿşÀ€í €ô€€
# file: load_error
VALUE = 0.0
WHY = "b›2J"
