"""What a function takes: inputs of a kind, and parameters; each is a function that draws one and gives its text.

An operand is a function of the world and of the first operand, once that is there.
"""

from collections.abc import Callable
from typing import Any

from tests.oracle.programs.world import Known, World

Operand = Callable[[World, Known], Any]  # gives text, or a Known


def of(fits: Callable[[Known], bool], least: int = 0, most: int = 3, dtype: str | None = None) -> Operand:
    """An input that fits, of so many axes; `dtype` for new ones."""

    def draw(world: World, first: Known) -> Known:
        kind = dtype or world.main
        return world.operand(lambda k: fits(k) and least <= k.ndim <= most, world.shape(least, most), kind)

    return draw


number = of(lambda k: k.number)
floats = of(lambda k: k.floats)
anything = of(lambda k: True)
boolean = of(lambda k: k.dtype == "bool", dtype="bool")
whole = of(lambda k: k.dtype in ("int32", "int64"), dtype="int32")
vector = of(lambda k: k.floats, least=1)
matrix = of(lambda k: k.floats, least=2)
some_axes = of(lambda k: k.number, least=1)


def square(world: World, first: Known) -> Known:
    """Square matrices that are well away from singular ones."""
    n = world.choose.choice([1, 2, 2, 3])
    shape = (*world.shape(0, 1), n, n)
    if world.chance(0.2):
        return matrix(world, first)
    found = world.fresh(shape, world.main, [0, 1, -1, 0.5])
    return world.derived(f"{world.text(found)} + 4.0 * tf.eye({n}, dtype=tf.{world.main})")


def small(world: World, first: Known) -> Any:
    """Floats that functions with a narrow domain like: positive ones mostly."""
    known = floats(world, first)
    if world.chance(0.5) and known.floats:
        return world.derived(f"tf.abs({world.text(known)}) + 0.5")
    return known


def between(world: World, first: Known) -> Any:
    """Floats between -1 and 1 mostly."""
    return world.derived(f"tf.tanh({world.text(floats(world, first))}) * 0.9")


def above(world: World, first: Known) -> Any:
    """Floats above 1."""
    return world.derived(f"tf.abs({world.text(floats(world, first))}) + 1.5")


def positive_definite(world: World, first: Known) -> Any:
    known = square(world, first)
    if known.ndim < 2:
        return known
    x = world.text(known)
    return world.derived(f"tf.matmul({x}, {x}, transpose_b=True) + tf.eye({known.shape[-2]}, dtype=tf.{known.dtype})")


def beside(world: World, first: Known) -> Any:
    """Something that broadcasts with the first operand and has its dtype; at times plain Python."""
    if world.chance(0.2):
        return world.plain(world.beside(first.shape) if world.chance(0.5) else (), first.dtype)

    def fits(known: Known) -> bool:
        pairs = zip(reversed(known.shape), reversed(first.shape))
        return known.dtype == first.dtype and all(m == n or 1 in (m, n) for m, n in pairs)

    return world.operand(fits, world.beside(first.shape), first.dtype)


def alike(world: World, first: Known) -> Known:
    """Of the shape and dtype of the first operand."""
    return world.operand(lambda k: (k.shape, k.dtype) == (first.shape, first.dtype), first.shape, first.dtype)


def condition(world: World, first: Known) -> Any:
    if world.chance(0.5) and first.number:
        return world.derived(f"{world.text(first)} > {world.plain((), first.dtype)}")
    shape = world.beside(first.shape)
    return world.operand(lambda k: k.dtype == "bool" and k.shape == shape, shape, "bool")


def several(world: World, first: Known) -> str:
    """A list of one to three inputs of one shape, or a nested one."""
    first = anything(world, first)
    return (
        f"[{', '.join(world.text(k) for k in (first, *(alike(world, first) for _ in range(world.choose.randint(0, 2)))))}]"
    )


# Parameters


def axis(world: World, first: Known) -> str:
    if world.chance(0.05) or not first.ndim:
        return str(world.choose.randint(-4, 4) if world.chance(0.3) else world.choose.choice([0, -1]))
    return str(world.choose.randrange(-first.ndim, first.ndim))


def new_axis(world: World, first: Known) -> str:
    return str(world.choose.randint(-first.ndim - 1, first.ndim))


def axes(world: World, first: Known) -> str:
    if world.chance(0.5):
        return axis(world, first)
    drawn = sorted(world.choose.sample(range(first.ndim), world.choose.randint(0, first.ndim)))
    drawn = [a - first.ndim if world.chance(0.3) else a for a in drawn]
    return world.choose.choice([str(drawn), str(tuple(drawn)), f"tf.constant({drawn}, dtype=tf.int32)", "None"])


def flag(world: World, first: Known) -> str:
    return world.choose.choice(["True", "False"])


def one_of(*texts: str) -> Operand:
    return lambda world, first: world.choose.choice(texts)


def dtype(world: World, first: Known) -> str:
    name = world.choose.choice(["float32", "float64", "int32", "int64", "bool", "uint8", "float32", "float64"])
    return world.choose.choice([f"tf.{name}", f"tf.{name}", f"'{name}'"])


def float_dtype(world: World, first: Known) -> str:
    return f"tf.{world.main}"


def number_text(world: World, first: Known) -> str:
    return world.plain((), first.dtype)


def shape_text(world: World, first: Known) -> str:
    shape = world.shape()
    return world.choose.choice([str(list(shape)), str(shape)])


def reshaped(world: World, first: Known) -> str:
    """A shape that takes as many numbers as the first operand has."""
    size, shape = 1, list(first.shape)
    for n in shape:
        size *= n
    world.choose.shuffle(shape)
    if world.chance(0.3) and size:
        shape = world.choose.choice([[size], [1, size], [size, 1], [-1], [1, -1]])
    elif world.chance(0.4) and shape:
        shape[world.choose.randrange(len(shape))] = -1
    if world.chance(0.3):
        shape.insert(world.choose.randint(0, len(shape)), 1)
    return world.choose.choice([str(shape), str(tuple(shape)), f"tf.constant({shape}, dtype=tf.int32)"])


def stretched(world: World, first: Known) -> str:
    """A shape to which the first operand broadcasts."""
    shape = [world.length() if n == 1 else n for n in first.shape]
    return str([*(world.shape(0, 1) if first.ndim < 3 else ()), *shape])


def permutation(world: World, first: Known) -> str:
    order = list(range(first.ndim))
    world.choose.shuffle(order)
    return str([a - first.ndim if world.chance(0.03) else a for a in order])


def multiples(world: World, first: Known) -> str:
    return str([world.choose.choice([1, 1, 2, 3, 0]) for _ in first.shape])


def paddings(world: World, first: Known) -> str:
    return str([[world.choose.choice([0, 0, 1, 2]) for _ in "ab"] for _ in first.shape])


def indices(world: World, first: Known) -> str:
    """Indices along the first axis."""
    n = first.shape[0] if first.ndim else 1
    drawn = [world.choose.randrange(max(n, 1)) for _ in range(world.choose.randint(0, 3))]
    if not drawn:
        return "tf.zeros([0], dtype=tf.int32)"
    return world.choose.choice([str(drawn), str(drawn[0]), f"tf.constant({drawn}, dtype=tf.int64)", f"[{drawn}]"])


def listed_axis(world: World, first: Known) -> str:
    return f"[{axis(world, first)}]"


def begins(world: World, first: Known) -> str:
    return str([world.choose.randint(0, max(n - 1, 0)) for n in first.shape])


def sizes(world: World, first: Known) -> str:
    return str([world.choose.choice([-1, -1, 1, 0]) for _ in first.shape])


def places(world: World, first: Known) -> str:
    """For gather_nd: rows that name places along the first axes."""
    ndim = world.choose.randint(1, max(first.ndim, 1))
    lengths = [max(n, 1) for n in first.shape[:ndim]] or [1]
    return str([[world.choose.randrange(n) for n in lengths] for _ in range(world.choose.randint(1, 3))])


def _rows(world: World, first: Known) -> list[int]:
    return [world.choose.randrange(3) for _ in range(first.shape[0] if first.ndim else 1)]


def row_numbers(world: World, first: Known) -> str:
    return f"np.array({_rows(world, first)}, np.int32)"


def rising_row_numbers(world: World, first: Known) -> str:
    return f"np.array({sorted(_rows(world, first))}, np.int32)"


def rows_named(world: World, first: Known) -> str:
    return f"np.array({_rows(world, first)}, np.int32).reshape(-1, 1)"


def rows_of_four(world: World, first: Known) -> str:
    return str([4, *first.shape[1:]])


def own_shape(world: World, first: Known) -> str:
    return str([None if world.chance(0.3) else n for n in first.shape])


def mask(world: World, first: Known) -> str:
    if not first.ndim:
        return "[True]"
    return world.plain(first.shape[: world.choose.randint(1, first.ndim)], "bool")


def mask_of_last(world: World, first: Known) -> str:
    return world.plain(first.shape[-1:], "bool")


def batch(world: World, first: Known) -> Known:
    """What is taken from by indices of the first operand, row by row."""
    n = first.shape[0] if first.ndim else 1
    return world.operand(lambda k: k.floats and k.ndim > 1 and k.shape[0] == n, (n, 4), world.main)


def key(world: World, first: Known) -> str:
    """What stands in x[…]."""

    def part(n: int) -> str:
        def bound() -> str:
            return "" if world.chance(0.4) else str(world.choose.randint(-n - 1, n + 1))

        kind = world.choose.random()
        if kind < 0.35:
            return str(world.choose.randrange(-n, n)) if n else ":"
        if kind < 0.5:
            return f"{bound()}:{bound()}:{world.choose.choice([-2, -1, 2, 3])}"
        if kind < 0.55:
            return f"tf.constant({world.choose.randrange(n) if n else 0})"
        return f"{bound()}:{bound()}"

    parts = [part(n) for n in first.shape]
    parts = parts[: world.choose.randint(0, len(parts))]
    if not parts or world.chance(0.25):
        parts.insert(world.choose.randint(0, len(parts)), world.choose.choice(["...", "tf.newaxis", "None", "..."]))
    return ", ".join(parts)


def contraction(world: World, first: Known) -> str:
    return world.choose.choice(["0", "1", "2", "1"])


# Operands that follow from the first one


def factor(world: World, first: Known) -> Known:
    """What stands on the right of a matrix product."""
    n = first.shape[-1] if first.ndim else 2
    batch = world.beside(first.shape[:-2])
    shape = (*batch, n, world.length())

    def fits(known: Known) -> bool:
        return known.dtype == first.dtype and known.ndim == 2 and known.shape[-2] == n

    return world.operand(fits, shape, first.dtype)


def right_side(world: World, first: Known) -> Known:
    shape = (*first.shape[:-1], world.choose.choice([1, 2]))
    return world.operand(lambda k: (k.shape, k.dtype) == (shape, first.dtype), shape, first.dtype)


def equation(world: World, first: Known) -> str:
    names = "ijk"[: first.ndim]
    kept = list(names)
    world.choose.shuffle(kept)
    kept = kept[: world.choose.randint(0, len(kept))]
    return f"'{names}->{''.join(kept)}'"


alike_of_floats = floats


def classes(world: World, first: Known) -> Any:
    shape, n = first.shape[:-1], first.shape[-1] if first.ndim else 1
    drawn = world.array(shape, "int32", list(range(max(n, 1))))
    return f"np.array({drawn.tolist()}, np.int32)" if drawn.size else f"np.zeros({list(shape)}, np.int32)"


def picture(world: World, first: Known) -> Known:
    shape = (
        world.choose.choice([1, 2]),
        world.choose.randint(1, 4),
        world.choose.randint(1, 4),
        world.choose.choice([1, 2]),
    )
    return world.operand(lambda k: k.floats and k.ndim == 4, shape, world.main)


def filters(world: World, first: Known) -> Known:
    n = first.shape[-1] if first.ndim == 4 else 1
    shape = (world.choose.choice([1, 2, 3]), world.choose.choice([1, 2, 3]), n, world.choose.choice([1, 2]))
    return world.operand(lambda k: k.ndim == 4 and k.shape[2] == n and k.dtype == first.dtype, shape, first.dtype)


window = one_of("1", "2", "[2, 1]", "3", "[1, 2, 2, 1]")
