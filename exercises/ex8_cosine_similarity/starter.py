"""Exercise 8: cosine similarity. `lagrader show 8` has the statement."""

import torch

# a and b have the cosine similarity 0.6. That of 10 · a and -b: a number.
NEGATED = None


def cosine(a, b):
    """Return the cosine similarity of a and b by the formula, without torch's own function for it.

    a and b are float tensors of shape (n,), n at least 1. The result is a number: a Python
    number or a one-element tensor. Where a or b is the zero vector, it is 0.
    """
    raise NotImplementedError


def most_similar(query, embeddings):
    """Return the index, from 0, of the row of embeddings with the largest cosine similarity to query.

    query is (d,), embeddings is (rows, d), float tensors without zero vectors; no two rows are
    equally similar to the query. The result is a number: a Python number or a one-element
    tensor. Any road is right.
    """
    raise NotImplementedError


def similarities(queries, embeddings):
    """Return the cosine similarity of every query with every row of embeddings.

    queries is (queries, d), embeddings is (rows, d), float tensors without zero rows. The
    result is a tensor of shape (queries, rows), dtype as queries. Any road is right.
    """
    raise NotImplementedError
