"""Known wrong answers to exercise 8, to recognise them by their results; and wrong roads that must be refused."""

import torch
from torch import Tensor
from torch.nn import functional


def cosine_not_divided(a: Tensor, b: Tensor) -> Tensor:
    """Give the dot product."""
    return a @ b


def cosine_by_a_alone(a: Tensor, b: Tensor) -> Tensor:
    """Divide by the first length alone."""
    return a @ b / a.norm()


def cosine_by_b_alone(a: Tensor, b: Tensor) -> Tensor:
    """Divide by the second length alone."""
    return a @ b / b.norm()


def cosine_brackets_missing(a: Tensor, b: Tensor) -> Tensor:
    """Divide by the first length, and multiply by the second."""
    return a @ b / a.norm() * b.norm()


def cosine_norms_squared(a: Tensor, b: Tensor) -> Tensor:
    """Forget the square roots."""
    return a @ b / ((a**2).sum() * (b**2).sum())


def cosine_norms_added(a: Tensor, b: Tensor) -> Tensor:
    """Divide by the sum of the lengths."""
    return a @ b / (a.norm() + b.norm())


def cosine_absolute_norms(a: Tensor, b: Tensor) -> Tensor:
    """Add the sizes of the entries up instead of their squares."""
    return a @ b / (a.abs().sum() * b.abs().sum())


def cosine_norm_of_product(a: Tensor, b: Tensor) -> Tensor:
    """Take one norm, that of the products of the entries."""
    return a @ b / (a * b).norm()


def cosine_without_sum(a: Tensor, b: Tensor) -> Tensor:
    """Leave the products of the entries side by side."""
    return a * b / (a.norm() * b.norm())


def cosine_averaged(a: Tensor, b: Tensor) -> Tensor:
    """Take the mean of the products."""
    return (a * b).mean() / (a.norm() * b.norm())


def cosine_distance(a: Tensor, b: Tensor) -> Tensor:
    """Give 1 less the cosine."""
    return 1 - a @ b / (a.norm() * b.norm())


def cosine_size_alone(a: Tensor, b: Tensor) -> Tensor:
    """Drop the sign."""
    return (a @ b).abs() / (a.norm() * b.norm())


def cosine_angle(a: Tensor, b: Tensor) -> Tensor:
    """Give the angle instead of its cosine."""
    return torch.acos((a @ b / (a.norm() * b.norm())).clamp(-1, 1))


def cosine_of_cosine(a: Tensor, b: Tensor) -> Tensor:
    """Take the cosine of the cosine."""
    return torch.cos(a @ b / (a.norm() * b.norm()))


def cosine_counted(a: Tensor, b: Tensor) -> Tensor:
    """Count the entries for a length."""
    return a @ b / (len(a) * len(b))


def cosine_sum_for_zero(a: Tensor, b: Tensor) -> float | Tensor:
    """Tell the zero vector by its sum."""
    return 0.0 if a.sum() == 0 or b.sum() == 0 else a @ b / (a.norm() * b.norm())


def cosine_centred(a: Tensor, b: Tensor) -> Tensor:
    """Subtract the means first, which gives a correlation."""
    a, b = a - a.mean(), b - b.mean()
    return a @ b / (a.norm() * b.norm())


def cosine_nan_for_zero(a: Tensor, b: Tensor) -> Tensor:
    """Divide 0 by 0 where one vector is zero."""
    return a @ b / (a.norm() * b.norm())


def cosine_one_for_zero(a: Tensor, b: Tensor) -> float | Tensor:
    """Give 1 where one vector is zero."""
    lengths = a.norm() * b.norm()
    return 1.0 if lengths == 0 else a @ b / lengths


def cosine_stops_for_zero(a: Tensor, b: Tensor) -> Tensor:
    """Refuse zero vectors."""
    if not a.any() or not b.any():
        raise ValueError("the zero vector has no direction")
    return a @ b / (a.norm() * b.norm())


def cosine_zero_entry(a: Tensor, b: Tensor) -> float | Tensor:
    """Look for a single 0."""
    return 0.0 if (a == 0).any() or (b == 0).any() else a @ b / (a.norm() * b.norm())


def cosine_zero_in_a_alone(a: Tensor, b: Tensor) -> float | Tensor:
    """Think of the first vector alone."""
    return 0.0 if not a.any() else a @ b / (a.norm() * b.norm())


def cosine_zero_in_b_alone(a: Tensor, b: Tensor) -> float | Tensor:
    """Think of the second vector alone."""
    return 0.0 if not b.any() else a @ b / (a.norm() * b.norm())


def cosine_zero_in_both(a: Tensor, b: Tensor) -> float | Tensor:
    """Ask whether both are zero."""
    return 0.0 if not a.any() and not b.any() else a @ b / (a.norm() * b.norm())


def nearest_least(query: Tensor, embeddings: Tensor) -> Tensor:
    """Take the smallest cosine."""
    return (embeddings @ query / embeddings.norm(dim=1)).argmin()


def nearest_by_product(query: Tensor, embeddings: Tensor) -> Tensor:
    """Leave the lengths of the rows out."""
    return (embeddings @ query).argmax()


def nearest_by_distance(query: Tensor, embeddings: Tensor) -> Tensor:
    """Take the row that is the least far away."""
    return (embeddings - query).norm(dim=1).argmin()


def nearest_norms_squared(query: Tensor, embeddings: Tensor) -> Tensor:
    """Divide by the squares of the lengths."""
    return (embeddings @ query / (embeddings**2).sum(dim=1)).argmax()


def nearest_columns(query: Tensor, embeddings: Tensor) -> Tensor:
    """Take the norms down the columns."""
    return (embeddings / embeddings.norm(dim=0) @ query).argmax()


def nearest_size_alone(query: Tensor, embeddings: Tensor) -> Tensor:
    """Drop the sign, so that the opposite direction counts as near."""
    return (embeddings @ query / embeddings.norm(dim=1)).abs().argmax()


def nearest_value(query: Tensor, embeddings: Tensor) -> Tensor:
    """Give the largest cosine instead of its place."""
    return (embeddings @ query / embeddings.norm(dim=1)).max() / query.norm()


def nearest_row(query: Tensor, embeddings: Tensor) -> Tensor:
    """Give the row instead of its index."""
    return embeddings[(embeddings @ query / embeddings.norm(dim=1)).argmax()]


def nearest_from_one(query: Tensor, embeddings: Tensor) -> Tensor:
    """Count from 1."""
    return (embeddings @ query / embeddings.norm(dim=1)).argmax() + 1


def nearest_without_sum(query: Tensor, embeddings: Tensor) -> Tensor:
    """Look for the largest single product, in the whole matrix."""
    return (embeddings * query).argmax()


def nearest_best_kept(query: Tensor, embeddings: Tensor) -> int:
    """Compare with 0 in every round, so that the last positive one wins."""
    place = 0
    for i, row in enumerate(embeddings):
        if row @ query > 0:
            place = i
    return place


def nearest_scores(query: Tensor, embeddings: Tensor) -> Tensor:
    """Give the cosines of all rows."""
    return embeddings @ query / (embeddings.norm(dim=1) * query.norm())


def nearest_order(query: Tensor, embeddings: Tensor) -> Tensor:
    """Give the order of all rows."""
    return (embeddings @ query / embeddings.norm(dim=1)).argsort(descending=True)


def similarities_transposed(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Give a row for each embedding."""
    return functional.normalize(embeddings) @ functional.normalize(queries).T


def similarities_not_divided(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Give the dot products."""
    return queries @ embeddings.T


def similarities_queries_divided(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Divide the queries alone."""
    return functional.normalize(queries) @ embeddings.T


def similarities_embeddings_divided(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Divide the embeddings alone."""
    return queries @ functional.normalize(embeddings).T


def similarities_columns(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Take the norms down the columns."""
    return (queries / queries.norm(dim=0)) @ (embeddings / embeddings.norm(dim=0)).T


def similarities_whole_norms(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Divide each matrix by one number, the norm of all of its entries."""
    return queries @ embeddings.T / (queries.norm() * embeddings.norm())


def similarities_norms_squared(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Forget the square roots."""
    squares = (queries**2).sum(dim=1, keepdim=True) * (embeddings**2).sum(dim=1)
    return queries @ embeddings.T / squares


def similarities_first_query(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Take only the first query."""
    return functional.normalize(embeddings) @ queries[0] / queries[0].norm()


def similarities_size_alone(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Drop the signs."""
    return (functional.normalize(queries) @ functional.normalize(embeddings).T).abs()


def similarities_distances(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Give 1 less the cosines."""
    return 1 - functional.normalize(queries) @ functional.normalize(embeddings).T


def similarities_softmax(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Turn each row into shares of 1."""
    return torch.softmax(functional.normalize(queries) @ functional.normalize(embeddings).T, dim=1)


def similarities_largest(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Keep the largest of each row."""
    return (functional.normalize(queries) @ functional.normalize(embeddings).T).max(dim=1).values


def similarities_squeezed(queries: Tensor, embeddings: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (functional.normalize(queries) @ functional.normalize(embeddings).T).squeeze()


# Roads that cosine must not take: the right number by a function of torch that has the formula in it.


def cosine_of_functional(a: Tensor, b: Tensor) -> Tensor:
    """Let torch.nn.functional do it."""
    return functional.cosine_similarity(a, b, dim=0)


def cosine_of_torch(a: Tensor, b: Tensor) -> Tensor:
    """Let torch do it."""
    return torch.cosine_similarity(a[None], b[None])


def cosine_of_a_module(a: Tensor, b: Tensor) -> Tensor:
    """Let a module do it."""
    return torch.nn.CosineSimilarity(dim=0)(a, b)


def cosine_of_a_loss(a: Tensor, b: Tensor) -> Tensor:
    """Take the loss that is 1 less the cosine."""
    return 1 - functional.cosine_embedding_loss(a[None], b[None], torch.ones(1, device=a.device))


def cosine_of_torch_and_a_decoy(a: Tensor, b: Tensor) -> Tensor:
    """Write the formula out, and return what torch gives."""
    (a @ b) / (a.norm() * b.norm())
    return functional.cosine_similarity(a, b, dim=-1)
