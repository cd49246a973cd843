"""Exercise 8: cosine similarity."""

# 10 changes no direction, and the minus turns one of the two round.
NEGATED = -0.6


def cosine(a, b):
    """Return the cosine similarity of a and b by the formula; 0 where one of them is the zero vector."""
    lengths = a.norm() * b.norm()
    if lengths == 0:
        return 0.0
    return a @ b / lengths


def most_similar(query, embeddings):
    """Return the index, from 0, of the row of embeddings with the largest cosine similarity to query."""
    # The length of the query is the same for every row, so it changes no order.
    scores = embeddings @ query / embeddings.norm(dim=1)
    return scores.argmax()


def similarities(queries, embeddings):
    """Return the cosine similarity of every query with every row of embeddings."""
    queries = queries / queries.norm(dim=1, keepdim=True)
    embeddings = embeddings / embeddings.norm(dim=1, keepdim=True)
    return queries @ embeddings.T
