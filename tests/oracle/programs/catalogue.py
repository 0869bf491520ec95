"""All functions that a program may call, with the operands they take and the parameters they may be given."""

import operator
import re
from dataclasses import dataclass, field

import gradlab
from tests.oracle.programs import operands as o
from tests.oracle.programs.operands import Operand


@dataclass(frozen=True)
class Call:
    """text: with {} for each operand and {options} for parameters. options: each is given in half of all calls."""

    text: str
    takes: tuple[Operand, ...]
    options: dict[str, Operand] = field(default_factory=dict)
    weight: float = 1.0


def each(names: str, *takes: Operand, weight: float = 1.0, **options: Operand) -> list[Call]:
    """A Call for each of the names, called with these operands."""
    return [
        Call(f"tf.{name}({', '.join(['{}'] * len(takes))}{{options}})", takes, options, weight) for name in names.split()
    ]


def syntax(*texts: str, takes: tuple[Operand, ...], weight: float = 1.0) -> list[Call]:
    return [Call(text, takes, {}, weight) for text in texts]


CALLS = [
    # Each number by itself
    *each("abs negative square sign identity stop_gradient math.abs math.negative math.square math.sign", o.number),
    *each("exp sin cos tan tanh sigmoid math.exp math.sin math.cos math.tan math.tanh math.sigmoid math.erf", o.floats),
    *each("math.softplus nn.softplus nn.elu nn.selu nn.tanh nn.sigmoid", o.floats),
    *each("nn.relu", o.number, weight=2),
    *each("nn.leaky_relu", o.floats, alpha=o.one_of("0.1", "0.0", "0.5")),
    *each("nn.gelu", o.floats, approximate=o.flag),
    *each("nn.swish", o.floats, beta=o.one_of("1.0", "2.0", "0.5")),
    *each("floor math.floor", o.floats),
    *each("sqrt math.sqrt math.log math.rsqrt math.reciprocal math.log1p", o.small),
    *each("sinh cosh asinh atan math.sinh math.cosh math.asinh math.atan math.expm1", o.floats, weight=0.5),
    *each("asin acos atanh math.asin math.acos math.atanh", o.between, weight=0.5),
    *each("acosh math.acosh", o.above, weight=0.5),
    *each("math.log_sigmoid nn.relu6 nn.silu nn.softsign nn.l2_loss", o.floats, weight=0.5),
    *each("math.ceil", o.floats, weight=0.5),
    *each("round math.round", o.number, weight=0.5),
    *each("math.is_nan math.is_inf math.is_finite", o.floats, weight=0.3),
    *each("math.polyval", o.one_of("[1.0, -2.0, 0.5]", "[3.0, 1.0]"), o.floats, weight=0.5),
    *each("cast", o.anything, o.dtype, weight=3),
    # Two numbers at a time
    *each("add subtract multiply divide maximum minimum", o.number, o.beside, weight=2),
    *each("math.add math.subtract math.multiply math.divide math.maximum math.minimum", o.number, o.beside),
    *each("pow math.pow", o.small, o.beside),
    *each("math.multiply_no_nan math.divide_no_nan atan2 math.atan2", o.floats, o.beside),
    *each("math.squared_difference truediv math.truediv", o.number, o.beside, weight=0.5),
    *each("math.floordiv math.floormod math.mod", o.number, o.beside),
    *each("equal not_equal less less_equal greater greater_equal", o.number, o.beside, weight=0.5),
    *each(
        "math.equal math.not_equal math.less math.less_equal math.greater math.greater_equal", o.number, o.beside, weight=0.3
    ),
    *each("logical_and logical_or math.logical_and math.logical_or math.logical_xor", o.boolean, o.beside, weight=0.5),
    *each("logical_not math.logical_not", o.boolean, weight=0.5),
    *syntax("{} + {}", "{} - {}", "{} * {}", "{} / {}", takes=(o.number, o.beside), weight=2),
    *syntax("{1} + {0}", "{1} - {0}", "{1} * {0}", "{1} / {0}", takes=(o.number, o.beside)),
    *syntax("{} // {}", "{} % {}", "{} == {}", "{} != {}", "{} < {}", "{} >= {}", takes=(o.number, o.beside), weight=0.5),
    *syntax("{} ** {}", takes=(o.small, o.beside), weight=2),
    *syntax("{} ** 2", "{} ** 3", "-{}", "abs({})", takes=(o.number,)),
    *syntax("{} & {}", "{} | {}", takes=(o.boolean, o.beside), weight=0.5),
    *syntax("~{}", takes=(o.boolean,), weight=0.5),
    Call("tf.where({1}, {0}, {2})", (o.number, o.condition, o.beside), {}, 3),
    *each("where", o.boolean, weight=0.5),
    *each("clip_by_value", o.number, o.number_text, o.number_text),
    *each("clip_by_norm", o.floats, o.one_of("1.0", "0.5", "10.0"), axes=o.axes),
    # Along axes
    *each("reduce_sum reduce_mean reduce_max reduce_min reduce_prod", o.number, axis=o.axes, keepdims=o.flag, weight=2),
    *each("math.reduce_sum math.reduce_mean math.reduce_max", o.number, axis=o.axes, keepdims=o.flag, weight=0.5),
    *each("math.reduce_min math.reduce_prod", o.number, axis=o.axes, keepdims=o.flag, weight=0.5),
    *each("reduce_logsumexp math.reduce_logsumexp", o.floats, axis=o.axes, keepdims=o.flag),
    *each("reduce_any reduce_all math.reduce_any math.reduce_all", o.boolean, axis=o.axes, keepdims=o.flag, weight=0.5),
    *each("cumsum math.cumsum", o.number, axis=o.axis, exclusive=o.flag, reverse=o.flag),
    *each("math.reduce_std math.reduce_variance", o.floats, axis=o.axes, keepdims=o.flag),
    *each("math.reduce_euclidean_norm", o.floats, axis=o.axes, keepdims=o.flag),
    *each("math.count_nonzero", o.number, axis=o.axes, keepdims=o.flag, weight=0.5),
    *each("math.zero_fraction nn.zero_fraction", o.number, weight=0.2),
    *each("math.cumprod", o.number, axis=o.axis, exclusive=o.flag, reverse=o.flag),
    *each("math.l2_normalize nn.l2_normalize linalg.l2_normalize", o.vector, axis=o.axis, weight=0.5),
    *syntax("tf.linalg.normalize({}, axis=-1)[0]", "tf.math.top_k({}, 1).values", "tf.nn.top_k({})[0]", takes=(o.vector,)),
    *each("sort argsort", o.some_axes, axis=o.axis, direction=o.one_of("'ASCENDING'", "'DESCENDING'")),
    *syntax("tf.nn.moments({}, [0])[0]", "tf.nn.moments({}, [-1], keepdims=True)[0]", takes=(o.vector,)),
    *each("argmax argmin", o.some_axes, axis=o.axis, output_type=o.one_of("tf.int32", "tf.int64")),
    *each("math.argmax math.argmin", o.some_axes, axis=o.axis, weight=0.5),
    *each("nn.softmax nn.log_softmax math.softmax math.log_softmax", o.vector, axis=o.axis, weight=1.5),
    *each("norm linalg.norm", o.floats, ord=o.one_of("1", "2", "'euclidean'", "np.inf", "3"), axis=o.axis, keepdims=o.flag),
    # Shapes
    *each("reshape", o.anything, o.reshaped, weight=2),
    *each("transpose", o.anything, perm=o.permutation, weight=2),
    *each("broadcast_to", o.anything, o.stretched),
    *each("expand_dims", o.anything, o.new_axis),
    *each("squeeze", o.anything, axis=o.axis),
    *each("tile", o.anything, o.multiples),
    *each(
        "pad",
        o.number,
        o.paddings,
        mode=o.one_of("'CONSTANT'", "'REFLECT'", "'SYMMETRIC'"),
        constant_values=o.number_text,
    ),
    *each("concat", o.several, o.axis, weight=2),
    *each("stack", o.several, axis=o.new_axis, weight=2),
    *each("split", o.some_axes, o.one_of("1", "2", "3", "[1, 1]", "[1, 2]", "[0, 2]"), axis=o.axis),
    *each("unstack", o.some_axes, axis=o.axis, num=o.one_of("1", "2")),
    *syntax("{}[{}]", takes=(o.anything, o.key), weight=4),
    *each("gather", o.some_axes, o.indices, axis=o.axis),
    Call("tf.gather({1}, {0}, batch_dims=1)", (o.whole, o.batch), {}, 0.5),
    *each("boolean_mask", o.some_axes, o.mask),
    *each("boolean_mask", o.matrix, o.mask_of_last, axis=o.one_of("-1", "1"), weight=0.5),
    *each("add_n math.add_n", o.several),
    *each("reverse", o.some_axes, o.listed_axis),
    *each("roll", o.some_axes, o.one_of("1", "-1", "2", "5"), o.axis),
    *each("repeat", o.some_axes, o.one_of("1", "2", "[2]", "0"), axis=o.axis),
    *each("slice", o.anything, o.begins, o.sizes),
    Call("tf.gather_nd({0}, {1})", (o.some_axes, o.places)),
    *each("nn.embedding_lookup", o.matrix, o.indices, weight=0.5),
    Call("tf.scatter_nd({1}, {0}, {2})", (o.some_axes, o.rows_named, o.rows_of_four)),
    Call("tf.math.unsorted_segment_sum({0}, {1}, 3)", (o.some_axes, o.row_numbers)),
    Call("tf.math.segment_sum({0}, {1})", (o.some_axes, o.rising_row_numbers)),
    Call("tf.math.segment_mean({0}, {1})", (o.some_axes, o.rising_row_numbers)),
    *syntax(
        *("tf.tensor_scatter_nd_add({0}, [[0]], {0}[:1])", "tf.tensor_scatter_nd_sub({0}, [[0], [0]], {0}[:2])"),
        *("tf.tensor_scatter_nd_update({0}, [[0]], {0}[-1:])", "tf.tensor_scatter_nd_max({0}, [[0]], {0}[-1:])"),
        *("tf.tensor_scatter_nd_min({0}, [[0]], {0}[-1:])", "tf.meshgrid({0}[0], {0}[-1])[1]"),
        "tf.strided_slice({0}, [0], [2], [1])",
        takes=(o.some_axes,),
        weight=0.5,
    ),
    *each("ensure_shape", o.anything, o.own_shape, weight=0.3),
    *each("sequence_mask", o.whole, o.one_of("1", "3"), weight=0.3),
    *each("shape size rank", o.anything, weight=0.3),
    *each("one_hot", o.whole, o.one_of("2", "3", "4"), axis=o.axis, on_value=o.one_of("2.0"), off_value=o.one_of("-1.0")),
    # Matrices
    *each("matmul linalg.matmul", o.matrix, o.factor, transpose_a=o.flag, transpose_b=o.flag, weight=0.5),
    *syntax("{} @ {}", takes=(o.matrix, o.factor), weight=2),
    *each("matmul", o.matrix, o.factor, weight=2),
    *each("linalg.matrix_transpose linalg.diag_part", o.matrix),
    *each("linalg.det linalg.inv linalg.slogdet", o.square),
    *syntax("tf.linalg.expm({} / 8.0)", takes=(o.square,), weight=0.5),
    *each("linalg.cholesky linalg.logdet", o.positive_definite),
    *each("linalg.triangular_solve linalg.cholesky_solve", o.square, o.right_side),
    *each("linalg.trace linalg.adjoint", o.matrix),
    *each("linalg.diag linalg.tensor_diag", o.vector, weight=0.5),
    *each("linalg.band_part", o.matrix, o.one_of("0", "1", "-1"), o.one_of("0", "1", "-1")),
    *syntax("tf.linalg.set_diag({0}, tf.linalg.diag_part({0}) * 2)", takes=(o.matrix,), weight=0.5),
    *syntax("tf.linalg.matvec({0}, {0}[..., 0, :])", takes=(o.matrix,)),
    *syntax("tf.linalg.cross({0}[..., :3], {0}[..., -3:])", takes=(o.vector,), weight=0.3),
    *each("linalg.solve", o.square, o.right_side, adjoint=o.flag),
    *each("tensordot linalg.tensordot", o.floats, o.floats, o.contraction),
    *each("tensordot", o.matrix, o.factor, o.one_of("1", "[[1], [0]]", "[[-1], [-2]]")),
    Call("tf.einsum({1}, {0}, {2})", (o.matrix, o.one_of("'ij,jk->ik'", "'...ij,...jk->...ik'"), o.factor)),
    Call("tf.einsum({1}, {0})", (o.floats, o.equation)),
    Call(
        "tf.linalg.einsum({1}, {0}, {2})",
        (o.vector, o.one_of("'i,i->'", "'i,j->ij'", "'...i,...i->...'", "'ij,ij'"), o.alike),
    ),
    # Made anew
    *each("zeros_like ones_like", o.anything, dtype=o.dtype, weight=0.5),
    *each("zeros ones", o.shape_text, dtype=o.dtype, weight=0.2),
    *each("fill", o.shape_text, o.one_of("2.0", "3", "True"), weight=0.3),
    *each("eye linalg.eye", o.one_of("1", "2", "3"), num_columns=o.one_of("2", "4"), dtype=o.float_dtype, weight=0.3),
    *each(
        "range", o.one_of("3", "0", "4.0", "1, 7", "1, 8, 2", "5, 0, -2", "0.0, 1.0, 0.25"), dtype=o.float_dtype, weight=0.3
    ),
    *each(
        "linspace", o.one_of("0.0, 1.0", "0, 3", "1.0, -1.0", "[0.0, 1.0], [1.0, 2.0]"), o.one_of("1", "2", "5"), weight=0.3
    ),
    *each("constant convert_to_tensor", o.one_of("1.5", "[1, 2]", "[[0.5], [2.0]]", "[True, False]", "[]"), weight=0.3),
    *each("constant", o.one_of("1.5", "2"), shape=o.shape_text, dtype=o.float_dtype, weight=0.3),
    *each("convert_to_tensor", o.anything, weight=0.3),
    *each("is_tensor", o.anything, weight=0.1),
    # Functions of functions
    *syntax(
        *("tf.map_fn(lambda row: row * row, {})", "tf.vectorized_map(lambda row: tf.reduce_sum(row * row), {})"),
        *("tf.scan(lambda a, row: a * row, {})", "tf.foldl(lambda a, row: a - row, {})"),
        *("tf.foldr(lambda a, row: a * row + row, {})", "tf.scan(lambda a, row: a + row, {}, reverse=True)"),
        takes=(o.some_axes,),
        weight=0.5,
    ),
    *syntax(
        "tf.cond(tf.reduce_sum({0}) > 0, lambda: {0} * {0}, lambda: -{0})",
        "tf.case([(tf.reduce_sum({0}) > 0, lambda: {0} * {0})], default=lambda: -{0})",
        "tf.switch_case(tf.constant(1), [lambda: {0}, lambda: {0} * {0}])",
        "tf.while_loop(lambda i, z: i < 2, lambda i, z: (i + 1, z * {0}), (0, {0}))[1]",
        takes=(o.number,),
        weight=0.5,
    ),
    # Losses
    *each("nn.weighted_cross_entropy_with_logits", o.alike_of_floats, o.alike, o.one_of("2.0", "0.5")),
    *each("nn.sigmoid_cross_entropy_with_logits", o.alike_of_floats, o.alike),
    *each("nn.softmax_cross_entropy_with_logits", o.vector, o.alike, axis=o.axis),
    Call("tf.nn.sparse_softmax_cross_entropy_with_logits({1}, {0})", (o.vector, o.classes)),
    # Pictures
    *each("nn.conv2d", o.picture, o.filters, o.one_of("1", "2", "[1, 2]", "[1, 2, 1, 1]"), o.one_of("'SAME'", "'VALID'")),
    *each("nn.max_pool2d nn.avg_pool2d", o.picture, o.window, o.window, o.one_of("'SAME'", "'VALID'")),
]


# Public names that a program does not call: they make functions, and take none of numbers.
_NOT_CALLED = {"custom_gradient", "elementwise", "function", "operator"}
_ABOUT_PROGRAMS = """
    Assert assert_equal assert_greater assert_less assert_rank control_dependencies device executing_eagerly get_logger
    group init_scope inside_function name_scope no_op print timestamp
"""
# Compared case by case in test_names.py: the answers are tuples, have a free sign or order, or are drawn by chance, or a
# wrong operand ends TensorFlow's process.
_COMPARED_ALONE = """
    clip_by_global_norm histogram_fixed_width linalg.eigh linalg.eigvalsh linalg.global_norm linalg.lstsq
    linalg.matrix_rank linalg.pinv linalg.qr linalg.svd math.bincount math.confusion_matrix math.in_top_k
    math.invert_permutation nn.avg_pool nn.batch_normalization nn.bias_add nn.conv2d_transpose nn.dropout nn.in_top_k
    nn.max_pool searchsorted unique unique_with_counts
"""


def without_a_line() -> list[str]:
    """The public functions of tf, tf.math, tf.nn and tf.linalg that no program calls."""
    called = set(re.findall(r"tf\.([\w.]+)\(", " ".join(call.text for call in CALLS)))
    modules = {"": gradlab, "math.": gradlab.math, "nn.": gradlab.nn, "linalg.": gradlab.linalg}
    public = {prefix + name for prefix, module in modules.items() for name in module.__all__} - called - _NOT_CALLED
    public -= set(_ABOUT_PROGRAMS.split()) | set(_COMPARED_ALONE.split())
    values = {name: operator.attrgetter(name)(gradlab) for name in public}
    return sorted(name for name, value in values.items() if callable(value) and not isinstance(value, type))
