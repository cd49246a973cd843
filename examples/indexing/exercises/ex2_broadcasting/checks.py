"""What `make_pair` gives can't be compared with one right answer, so it is looked at."""

import torch


def adds_up_to_the_shape(results, points):
    for pair, wanted in zip(results, [(2, 3), (5, 2), (4, 4)]):
        if isinstance(pair, torch.Tensor):
            raise AssertionError("pair_single")
        assert isinstance(pair, (tuple, list)) and len(pair) == 2, "make_pair must return two tensors, as in: return A, B"
        first, second = pair
        assert isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor), "Both results must be tensors."
        assert first.is_floating_point() and second.is_floating_point(), "Both tensors must hold floats."
        shapes = [tuple(first.shape), tuple(second.shape)]
        if shapes == [wanted, wanted]:
            raise AssertionError("pair_of_equals")
        if wanted in shapes:
            raise AssertionError("pair_full_shape")
        try:
            result = tuple(torch.broadcast_shapes(*shapes))
        except RuntimeError:
            raise AssertionError("pair_does_not_fit") from None
        if result == wanted[::-1] and result != wanted:
            raise AssertionError("pair_turned")
        assert result == wanted, f"For make_pair{wanted} the sum has the shape {result}."
    return points
