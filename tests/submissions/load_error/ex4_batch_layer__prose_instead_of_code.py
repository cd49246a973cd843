# file: load_error SYNTAX_ERROR
The result has the shape (8, 5), since the threes disappear.
