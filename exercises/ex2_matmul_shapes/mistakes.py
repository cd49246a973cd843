"""Known wrong answers to exercise 2, to recognise them by their results."""

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
