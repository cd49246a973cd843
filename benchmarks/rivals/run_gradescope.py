"""gradescope-utils' side: what ``run_autograder`` starts."""

import sys
import unittest

from checks import check
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class TestLesson(unittest.TestCase):
    @weight(20)
    def test_1(self) -> None:
        check("ex1_dot_product")

    @weight(20)
    def test_2(self) -> None:
        check("ex2_matmul_shapes")

    @weight(20)
    def test_3(self) -> None:
        check("ex3_neuron")

    @weight(20)
    def test_4(self) -> None:
        check("ex4_batch_layer")

    @weight(20)
    def test_5(self) -> None:
        check("ex5_cubic_gradient")


if __name__ == "__main__":
    JSONTestRunner(visibility="visible", stream=sys.stdout).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(TestLesson)
    )
