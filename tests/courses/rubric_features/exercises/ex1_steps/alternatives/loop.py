def size(x):
    return sum(abs(entry) for entry in x.tolist())
