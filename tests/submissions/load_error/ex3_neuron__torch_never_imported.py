# file: load_error NAME_NOT_DEFINED
x = torch.tensor([1.0, 2.0, 3.0])

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)
