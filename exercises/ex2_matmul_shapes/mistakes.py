"""Known wrong answers to exercise 2, to recognise them by their results; and others that must be refused."""

import torch
from torch import Tensor

Shape = tuple[int, ...]


def shape_inner(a_shape: Shape, b_shape: Shape) -> Shape:
    """Keep the inner pair."""
    return (a_shape[1], b_shape[0])


def shape_swapped(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give columns before rows."""
    return (b_shape[1], a_shape[0])


def shape_of_first(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give the first matrix's shape."""
    return tuple(a_shape)


def shape_of_second(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give the second matrix's shape."""
    return tuple(b_shape)


def shape_keeps_all(a_shape: Shape, b_shape: Shape) -> Shape:
    """Put both shapes in a row."""
    return (*a_shape, *b_shape)


def shape_keeps_inner(a_shape: Shape, b_shape: Shape) -> Shape:
    """Name the inner dimension once and keep it."""
    return (a_shape[0], a_shape[1], b_shape[1])


def shape_entries(a_shape: Shape, b_shape: Shape) -> int:
    """Give the number of entries."""
    return a_shape[0] * b_shape[1]


def shape_refuses_all(a_shape: Shape, b_shape: Shape) -> Shape:
    """Compare the wrong pair of dimensions, or turn the comparison round."""
    if a_shape[1] == b_shape[0]:
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


# How product_shape may fail to refuse: what the criterion `refuses` must not accept.


def refuses_nothing(a_shape: Shape, b_shape: Shape) -> Shape:
    """Put the outer numbers together without a look at the inner ones."""
    return (a_shape[0], b_shape[1])


def refuses_everything(a_shape: Shape, b_shape: Shape) -> Shape:
    """Raise also where the matrices fit."""
    raise ValueError("these matrices can't be multiplied")


def refuses_by_returning(a_shape: Shape, b_shape: Shape) -> Shape | ValueError:
    """Return the exception that was to be raised."""
    if a_shape[1] != b_shape[0]:
        return ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


def refuses_by_printing(a_shape: Shape, b_shape: Shape) -> Shape | None:
    """Print a message, and return None."""
    if a_shape[1] == b_shape[0]:
        return (a_shape[0], b_shape[1])
    print("these matrices can't be multiplied")


def refuses_by_assert(a_shape: Shape, b_shape: Shape) -> Shape:
    """Raise an AssertionError."""
    assert a_shape[1] == b_shape[0], "these matrices can't be multiplied"
    return (a_shape[0], b_shape[1])


def refuses_by_torch(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let torch multiply, and its RuntimeError through."""
    return (torch.empty(a_shape) @ torch.empty(b_shape)).shape


def refuses_unequal_rows(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let shapes through that have as many rows, and those that fit."""
    if a_shape[0] != b_shape[0] and a_shape[1] != b_shape[0]:
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


def refuses_unequal_columns(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let shapes through that have as many columns, and those that fit."""
    if a_shape[1] != b_shape[1] and a_shape[1] != b_shape[0]:
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


def refuses_unequal_ends(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let shapes through that fit the other way round."""
    if a_shape[1] != b_shape[0] and a_shape[0] != b_shape[1]:
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


def refuses_unequal_shapes(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let equal shapes through, as if entries were multiplied with entries."""
    if a_shape[1] != b_shape[0] and tuple(a_shape) != tuple(b_shape):
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


def refuses_all_but_one(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let an inner dimension of 1 through, as broadcasting does."""
    if a_shape[1] != b_shape[0] and 1 not in (a_shape[1], b_shape[0]):
        raise ValueError("these matrices can't be multiplied")
    return (a_shape[0], b_shape[1])


# What make_product may get wrong: for the criterion `product`, whose check names these.


def product_not_three() -> Tensor:
    """Return the product alone."""
    return torch.randn(3, 5) @ torch.randn(5, 7)


def product_not_tensors() -> tuple[Tensor, Tensor, Shape]:
    """Return the product's shape in place of the product."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, (A @ B).shape


def product_complex() -> tuple[Tensor, Tensor, Tensor]:
    """Draw complex numbers."""
    A, B = torch.randn(3, 5, dtype=torch.complex64), torch.randn(5, 7, dtype=torch.complex64)
    return A, B, A @ B


def product_order() -> tuple[Tensor, Tensor, Tensor]:
    """Return the product first."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A @ B, A, B


def product_shapes() -> tuple[Tensor, Tensor, Tensor]:
    """Name the columns first."""
    A, B = torch.randn(5, 3), torch.randn(7, 5)
    return A, B, (B @ A).T


def product_transposed() -> tuple[Tensor, Tensor, Tensor]:
    """Turn the product on its side."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, (A @ B).T


def product_c_shape() -> tuple[Tensor, Tensor, Tensor]:
    """Add the product up."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, (A @ B).sum()


def product_of_others() -> tuple[Tensor, Tensor, Tensor]:
    """Draw the factors of the product anew."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, torch.randn(3, 5) @ torch.randn(5, 7)


# Further products that the criterion `product` must refuse: not that of the A and B beside it.


def product_rounded() -> tuple[Tensor, Tensor, Tensor]:
    """Round the product's entries."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, torch.round(A @ B, decimals=2)


def product_in_half_precision() -> tuple[Tensor, Tensor, Tensor]:
    """Multiply in float16 what is returned in float32."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, (A.half() @ B.half()).float()


def product_before_a_change() -> tuple[Tensor, Tensor, Tensor]:
    """Change A after the product was computed."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    C = A @ B
    A += 1
    return A, B, C


def product_with_a_wrong_entry() -> tuple[Tensor, Tensor, Tensor]:
    """Compute all entries but the last."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    C = A @ B
    C[-1, -1] = 0
    return A, B, C


def product_without_a_term() -> tuple[Tensor, Tensor, Tensor]:
    """Leave out the last of the five products in each sum."""
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A[:, :-1] @ B[:-1]
