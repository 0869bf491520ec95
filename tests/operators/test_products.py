"""The matrix product is the same by every way, and a browser takes the one that is fast there."""

import sys

import numpy as np
import pytest

from gradlab.operators.products import product


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 2, 4), (40, 64, 33), (700, 31, 2), (5, 3000, 7), (0, 64, 3)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_in_a_browser_the_product_is_the_same(monkeypatch, shape, dtype, order):
    m, k, n = shape
    random = np.random.default_rng(7)
    x = np.asarray(random.integers(-9, 9, (m, k)), dtype, order=order)
    y = np.asarray(random.integers(-9, 9, (k, n)), dtype, order=order)
    monkeypatch.setattr(sys, "platform", "emscripten")
    found = product(x, y)
    assert found.dtype == dtype
    sums = [[sum(int(x[i, j]) * int(y[j, c]) for j in range(k)) for c in range(n)] for i in range(m)]
    np.testing.assert_array_equal(found, np.reshape(sums, (m, n)))  # whole numbers this small are exact in every dtype


def test_in_a_browser_stacks_and_mixed_dtypes_are_numpys(monkeypatch):
    x, y = np.ones((2, 64, 64), "float32"), np.ones((64, 64), "float64")
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert product(x, y).dtype == "float64"
    np.testing.assert_array_equal(product(x, y), np.full((2, 64, 64), 64.0))


def test_a_browser_takes_another_way_for_large_matrices_only(monkeypatch):
    taken = []
    einsum = np.einsum
    monkeypatch.setattr(np, "einsum", lambda *given: taken.append(given[1].shape) or einsum(*given))
    large, small = np.ones((64, 64), "float32"), np.ones((4, 4), "float32")
    product(large, large)
    assert taken == [], "elsewhere NumPy's own product is three times as fast"
    monkeypatch.setattr(sys, "platform", "emscripten")
    product(small, small)
    product(large, large)
    assert taken == [(64, 64)]
