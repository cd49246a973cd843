import torch

def f(x):
    y = x**3 - 4 * x**2 + 7 * x - 1
    print("f:", y)
    return y

def gradient_at(x):
    print("x =", x)
    x_tensor = torch.tensor(x, requires_grad=True)
    y = f(x_tensor)
    y.backward(retain_graph=True)
    print("gradient:", x_tensor.grad)
    gradient = float(x_tensor.grad)
    x_tensor.grad = None
    return gradient

x = torch.tensor([1.0, 2.0, 3.0])
print(f(x))
GRADIENT_AT_2 = gradient_at(2.0)
print("at 2:", GRADIENT_AT_2)
