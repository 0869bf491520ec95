"""Numbers in sentences are written as the page writes them (tests/javascript/numbers.test.js holds the same examples)."""

from gradlab.live.kit.words import number


def test_a_number_has_about_four_digits_and_a_true_minus_sign():
    examples = [0, 3.14159, -16, 362.607, 12345.6, 0.01234, 1e-5, -2.5e9]
    assert [number(x) for x in examples] == [
        "0.0000",
        "3.14",
        "−16.00",
        "362.6",
        "12346",
        "0.0123",
        "1.00·10⁻⁵",
        "−2.50·10⁹",
    ]
