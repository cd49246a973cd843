import torch

def make_vectors(n=100):
    print("making vectors of", n)
    a = torch.randn(n)
    b = torch.randn(n)
    return a, b

def dot_loop(a, b):
    sum = 0
    for i in range(len(a)):
        sum = sum + a[i] * b[i]
    print("dot_loop:", sum)
    return sum

def dot_torch(a, b):
    result = torch.dot(a, b)
    print("dot_torch:", result)
    return result

def dots_match(x, y):
    print(x, y)
    return torch.allclose(torch.as_tensor(x), torch.as_tensor(y))

a, b = make_vectors()
x = dot_loop(a, b)
y = dot_torch(a, b)
print("match?", dots_match(x, y))
assert dots_match(dot_loop(torch.ones(3), torch.ones(3)), torch.tensor(3.0))

if __name__ == "__main__":
    a, b = make_vectors(5)
    print(a, b)
