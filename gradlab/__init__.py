"""gradlab: how neural networks learn, to drag, to play backwards and to read.

`import gradlab as tf` runs code written for TensorFlow's GradientTape, for the names that are here. The engine needs
NumPy only. A family of names is imported when one of them is first asked for, and so are Keras, pictures
(`gradlab.figures`) and instruments (`gradlab.live`).
"""

# ruff: noqa: F401  # what is imported here is for others

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from gradlab.tensors import errors
from gradlab.tensors.dtypes import (
    DType,
    as_dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from gradlab.tensors.dtypes import bool_ as bool
from gradlab.tensors.module import Module
from gradlab.tensors.shape import TensorShape
from gradlab.tensors.tensor import OPERATORS, Tensor, newaxis
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from gradlab import autodiff, keras, linalg, math, nn, random
    from gradlab.functions.assertions import Assert, assert_equal, assert_greater, assert_less, assert_rank, ensure_shape
    from gradlab.functions.composed import (
        boolean_mask,
        cast,
        clip_by_norm,
        clip_by_value,
        einsum,
        expand_dims,
        gather,
        matmul,
        norm,
        pad,
        rank,
        shape,
        size,
        split,
        squeeze,
        stack,
        tensordot,
        tile,
        unstack,
        where,
    )
    from gradlab.functions.control_flow import (
        case,
        cond,
        foldl,
        foldr,
        map_fn,
        scan,
        switch_case,
        vectorized_map,
        while_loop,
    )
    from gradlab.functions.creation import (
        constant,
        convert_to_tensor,
        eye,
        fill,
        is_tensor,
        linspace,
        ones,
        ones_like,
        range,
        zeros,
        zeros_like,
    )
    from gradlab.functions.eager import TensorSpec, function
    from gradlab.functions.limits import scalar_mul
    from gradlab.functions.ordering import argsort, histogram_fixed_width, searchsorted, sort, unique, unique_with_counts
    from gradlab.functions.places import (
        gather_nd,
        meshgrid,
        repeat,
        reverse,
        roll,
        scatter_nd,
        sequence_mask,
        slice,
        strided_slice,
        tensor_scatter_nd_add,
        tensor_scatter_nd_max,
        tensor_scatter_nd_min,
        tensor_scatter_nd_sub,
        tensor_scatter_nd_update,
    )
    from gradlab.functions.printing import print
    from gradlab.functions.reduce import (
        reduce_all,
        reduce_any,
        reduce_logsumexp,
        reduce_max,
        reduce_mean,
        reduce_min,
        reduce_prod,
        reduce_sum,
    )
    from gradlab.functions.statistics import add_n, clip_by_global_norm
    from gradlab.functions.surroundings import (
        control_dependencies,
        device,
        executing_eagerly,
        get_logger,
        get_static_value,
        group,
        init_scope,
        inside_function,
        name_scope,
        no_op,
        test,
        timestamp,
    )
    from gradlab.functions.tensor_array import TensorArray
    from gradlab.operators import (
        Operator,
        abs,
        acos,
        acosh,
        add,
        argmax,
        argmin,
        asin,
        asinh,
        atan,
        atan2,
        atanh,
        broadcast_to,
        concat,
        cos,
        cosh,
        cumsum,
        divide,
        elementwise,
        equal,
        exp,
        floor,
        greater,
        greater_equal,
        identity,
        less,
        less_equal,
        logical_and,
        logical_not,
        logical_or,
        maximum,
        minimum,
        multiply,
        negative,
        not_equal,
        one_hot,
        operator,
        pow,
        reshape,
        round,
        sigmoid,
        sign,
        sin,
        sinh,
        sqrt,
        square,
        stop_gradient,
        subtract,
        tan,
        tanh,
        transpose,
    )
    from gradlab.operators import (
        divide as truediv,
    )
    from gradlab.tape.custom import custom_gradient
    from gradlab.tape.gradient_tape import GradientTape
    from gradlab.tape.why import UnconnectedGradients

__version__ = "0.1.0"
version = SimpleNamespace(VERSION=__version__)

half, double = float16, float64

OPERATORS.load = lambda: importlib.import_module("gradlab.operators")

_MODULES = {
    **{
        name: f"gradlab.{name}"
        for name in ("autodiff", "autograph", "bitwise", "config", "data", "debugging", "dtypes", "keras", "linalg", "math")
    },
    **{name: f"gradlab.{name}" for name in ("nest", "nn", "random", "train")},
    "figures": "gradlab.landscape.figures",
    **{name: f"gradlab.keras.{name}" for name in ("initializers", "losses", "metrics", "optimizers")},
    "slices": "gradlab.landscape.slices",
}
_FAMILIES = {
    name: module
    for module, names in {
        "gradlab.functions.assertions": "Assert assert_equal assert_greater assert_less assert_rank ensure_shape",
        "gradlab.functions.composed": (
            "boolean_mask cast clip_by_norm clip_by_value einsum expand_dims gather matmul norm pad rank shape size split "
            "squeeze stack tensordot tile unstack where"
        ),
        "gradlab.functions.control_flow": "case cond foldl foldr map_fn scan switch_case vectorized_map while_loop",
        "gradlab.functions.creation": (
            "constant convert_to_tensor eye fill is_tensor linspace ones ones_like range zeros zeros_like"
        ),
        "gradlab.functions.eager": "TensorSpec function",
        "gradlab.functions.limits": "scalar_mul",
        "gradlab.functions.ordering": "argsort histogram_fixed_width searchsorted sort unique unique_with_counts",
        "gradlab.functions.places": (
            "gather_nd meshgrid repeat reverse roll scatter_nd sequence_mask slice strided_slice tensor_scatter_nd_add "
            "tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub tensor_scatter_nd_update"
        ),
        "gradlab.functions.printing": "print",
        "gradlab.functions.reduce": (
            "reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum"
        ),
        "gradlab.functions.statistics": "add_n clip_by_global_norm",
        "gradlab.functions.surroundings": (
            "control_dependencies device executing_eagerly get_logger get_static_value group init_scope inside_function "
            "name_scope no_op test timestamp"
        ),
        "gradlab.functions.tensor_array": "TensorArray",
        "gradlab.operators": (
            "Operator abs acos acosh add argmax argmin asin asinh atan atan2 atanh broadcast_to concat cos cosh cumsum "
            "divide elementwise equal exp floor greater greater_equal identity less less_equal logical_and logical_not "
            "logical_or maximum minimum multiply negative not_equal one_hot operator pow reshape round sigmoid sign sin "
            "sinh sqrt square stop_gradient subtract tan tanh transpose"
        ),
        "gradlab.tape.custom": "custom_gradient",
        "gradlab.tape.gradient_tape": "GradientTape",
        "gradlab.tape.why": "UnconnectedGradients",
    }.items()
    for name in names.split()
}
_RENAMED = {  # the same thing under another of TensorFlow's names
    "constant_initializer": ("gradlab.keras.initializers", "Constant"),
    "ones_initializer": ("gradlab.keras.initializers", "Ones"),
    "random_normal_initializer": ("gradlab.keras.initializers", "RandomNormal"),
    "random_uniform_initializer": ("gradlab.keras.initializers", "RandomUniform"),
    "realdiv": ("gradlab.operators", "divide"),
    "truediv": ("gradlab.operators", "divide"),
    "zeros_initializer": ("gradlab.keras.initializers", "Zeros"),
}
_ALWAYS_HERE = (
    "DType Module Tensor TensorShape Variable as_dtype bool double errors float16 float32 float64 half int8 int16 int32 "
    "int64 newaxis uint8 uint16 uint32 uint64 version"
)

__all__ = sorted({*_ALWAYS_HERE.split(), *_FAMILIES, *_RENAMED, *_MODULES} - {"figures", "slices"})


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for: importing gradlab stays about as quick as importing NumPy."""
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name in _FAMILIES or name in _RENAMED:
        module, original = _RENAMED.get(name) or (_FAMILIES[name], name)
        globals()[name] = found = getattr(importlib.import_module(module), original)
        return found
    return errors.no_such_name("gradlab")(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
