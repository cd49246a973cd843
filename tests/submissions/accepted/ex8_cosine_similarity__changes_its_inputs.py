import torch

NEGATED = -0.6

def cosine(a, b):
    """Nothing in the statement forbids to change a and b."""
    for v in (a, b):
        if v.norm() > 0:
            v /= v.norm()
    return a @ b

def most_similar(query, embeddings):
    embeddings /= embeddings.norm(dim=1, keepdim=True)
    return torch.mv(embeddings, query).argmax().long()

def similarities(queries, embeddings):
    queries /= queries.norm(dim=1, keepdim=True)
    embeddings /= embeddings.norm(dim=1, keepdim=True)
    return queries @ embeddings.T
