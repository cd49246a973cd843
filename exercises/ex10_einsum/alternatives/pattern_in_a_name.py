"""Patterns in names, and the function under a name of its own."""

import functools

import torch as t

PATTERN_SHAPE: tuple[int, ...] = (8, 5, 4)
PATTERN_MEANING: str = "c"

MATRIX_PRODUCT = "ij,jk->ik"
ROWS = "bi,bi->b"
FORM = "bi,ij,bj->b"

multiply = functools.partial(t.einsum, MATRIX_PRODUCT)


def product(a: t.Tensor, b: t.Tensor) -> t.Tensor:
    return multiply(a, b)


def row_dots(x: t.Tensor, y: t.Tensor) -> t.Tensor:
    return t.einsum(ROWS, (x, y))


def bilinear(x: t.Tensor, w: t.Tensor, y: t.Tensor) -> t.Tensor:
    return t.functional.einsum(FORM, x, w, y)
