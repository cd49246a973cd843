import torch

class Search:
    def __init__(self, rows):
        self.rows = rows
        self.norms = [row.norm() for row in rows]

    def scores(self, query):
        return [query @ row / (norm * query.norm()) for row, norm in zip(self.rows, self.norms)]

    def best(self, query):
        scores = self.scores(query)
        print("best score:", max(scores))
        return scores.index(max(scores))

def cosine(a, b):
    norm_a = sum(a ** 2) ** 0.5
    norm_b = sum(b ** 2) ** 0.5
    if norm_a * norm_b == 0:
        return torch.zeros(1)
    return (sum(a * b) / norm_a / norm_b).reshape(1)

def most_similar(query, embeddings):
    return Search(embeddings).best(query)

def similarities(queries, embeddings):
    search = Search(embeddings)
    return torch.tensor([search.scores(query) for query in queries])

v = torch.tensor([0.6, 0.8])
NEGATED = cosine(10 * torch.tensor([1.0, 0.0]), -v)
print("NEGATED is", NEGATED)
