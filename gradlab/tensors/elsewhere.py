"""Well-known names of TensorFlow and Keras that are not here: why, and what to do instead.

A name that merely looks alike would lead astray (tf.ragged is no misspelt tf.range), so these have a sentence each.
"""

from __future__ import annotations

_TEXT = "gradlab computes with numbers; prepare text with Python's own str, and turn words into numbers first"
_DISK = "read files with NumPy or pathlib, and hand over arrays"
_GRAPHS = "it belongs to TensorFlow 1, whose graphs ran in sessions; here, as in TensorFlow 2, every line runs at once"
_MANY = "gradlab runs on the cores of one machine; leave the lines out, and the same code runs"
_SHIPPING = "gradlab is for learning how it works; to ship a model, train it with TensorFlow, which runs the same code"
_BOARD = "TensorBoard belongs to TensorFlow; fit returns a History to plot, and gradlab.live draws while it trains"

_COMPLEX = "gradlab computes with real numbers; keep the real and the imaginary part as two Tensors"
_VOLUMES = "films and volumes are beyond this library; the layers of the same name with 2D take pictures"
_GRAPH = "there are no graphs here: call the function, with the same numbers it gives the same"

INSTEAD = {
    **dict.fromkeys(("complex", "complex64", "complex128", "real", "imag", "conj", "angle"), _COMPLEX),
    **dict.fromkeys(("Graph", "Operation", "get_default_graph", "get_concrete_function"), _GRAPH),
    "bfloat16": "NumPy has no bfloat16; use tf.float32",
    "TestCase": "use pytest, with np.testing.assert_allclose(x.numpy(), …) for numbers",
    "profiler": "use Python's own cProfile, or %timeit in a notebook",
    "sysconfig": "it tells how TensorFlow was built",
    "eig": "eigenvalues of a matrix that is not symmetric are complex; tf.linalg.eigh takes symmetric ones",
    "eigvals": "eigenvalues of a matrix that is not symmetric are complex; tf.linalg.eigvalsh takes symmetric ones",
    "ragged": "rows of different lengths do not fit into an array; pad them to one length, for example with zeros",
    "RaggedTensor": "rows of different lengths do not fit into an array; pad them to one length, for example with zeros",
    "strings": _TEXT,
    "string": _TEXT,
    "text": _TEXT,
    "sparse": "all arrays here are dense; keep the numbers in a NumPy array, zeros included",
    "SparseTensor": "all arrays here are dense; keep the numbers in a NumPy array, zeros included",
    "IndexedSlices": "every slope here is a Tensor, zeros included",
    "io": _DISK,
    "image": "load pictures with Pillow or Matplotlib, and hand them over as arrays; keras.layers.Resizing resizes them",
    "audio": "load sounds with SciPy or soundfile, and hand them over as arrays",
    "saved_model": _SHIPPING + "; model.save_weights keeps the weights",
    "lite": _SHIPPING,
    "experimental": "what is experimental in TensorFlow is left to TensorFlow",
    "distribute": _MANY,
    "tpu": _MANY,
    "xla": "gradlab compiles nothing: NumPy runs each operator as it stands",
    "raw_ops": "it holds TensorFlow's inner operators; use the function of tf, tf.math or tf.nn that is made of it",
    "TFRecordDataset": _DISK + ": tf.data.Dataset.from_tensor_slices(arrays)",
    "TextLineDataset": _DISK + ": tf.data.Dataset.from_tensor_slices(arrays)",
    "summary": _BOARD,
    "signal": "use np.fft for Fourier transforms",
    "lookup": "a Python dict looks things up",
    "queue": "a Python list or queue.Queue does it",
    "feature_column": "it is deprecated in TensorFlow; make the columns of a NumPy array yourself",
    "estimator": "it is gone from TensorFlow; keras.Model and its fit took its place",
    "contrib": "it is gone since TensorFlow 2; look for the function in tf, tf.math, tf.nn or keras",
    "compat": _GRAPHS,
    "Session": _GRAPHS,
    "placeholder": _GRAPHS + "; a function's argument, or keras.Input, takes its place",
    "global_variables_initializer": _GRAPHS + "; a Variable has its value as soon as it is made",
    "get_variable": _GRAPHS + "; tf.Variable(value, name=…) takes its place",
    "layers": "it belongs to TensorFlow 1; use keras.layers",
    "gradients": "it belongs to TensorFlow 1; record with tf.GradientTape and ask tape.gradient(target, sources)",
    **dict.fromkeys(
        (
            "lgamma",
            "digamma",
            "erfinv",
            "erfcinv",
            "ndtri",
            "polygamma",
            "zeta",
            "betainc",
            "igamma",
            "bessel_i0",
            "bessel_i1",
        ),
        "SciPy has it in scipy.special, for arrays; slopes do not pass through it",
    ),
    "to_code": "there are no graphs, Python runs a function as it is written: inspect.getsource(f) shows it",
    "learning_phase": "say what it is for at the call, as in Keras 3: model(x, training=True)",
    "ExponentialMovingAverage": "keras.optimizers.Adam(use_ema=True) keeps the averages of weights; of other numbers write "
    "average.assign(0.9 * average + 0.1 * x)",
    "conv1d": "keras.layers.Conv1D does it, also with a kernel that is set by set_weights",
    "depthwise_conv2d": "keras.layers.DepthwiseConv2D does it, also with a kernel that is set by set_weights",
    "separable_conv2d": "keras.layers.SeparableConv2D does it, also with kernels that are set by set_weights",
    "local_response_normalization": "keras.layers.BatchNormalization has taken its place",
    "accumulate_n": "tf.add_n does it",
    "erfc": "write 1 - tf.math.erf(x)",
    "rint": "tf.round does it, to the even neighbour in the middle",
    "saturate_cast": "write tf.cast(tf.clip_by_value(x, low, high), dtype)",
    "crelu": "write tf.nn.relu(tf.concat([x, -x], axis=-1))",
    "space_to_depth": "tf.reshape and tf.transpose do it",
    "depth_to_space": "tf.reshape and tf.transpose do it",
    "py_function": "Python runs here anyway: call the function",
    "numpy_function": "NumPy runs here anyway: call the function (slopes do not pass through NumPy)",
    "hessians": "it belongs to TensorFlow 1; nest two tapes, or see gradlab.landscape",
    "applications": "trained networks are downloads of many megabytes; gradlab trains its own, see notebook 12",
    "wrappers": "use scikit-learn by itself, or keras.Model by itself",
    "mixed_precision": "NumPy computes float16 slower than float32, so there is nothing to win",
    "distribution": _MANY,
    "TensorBoard": _BOARD,
    "BackupAndRestore": "use ModelCheckpoint, and load_weights to go on",
    "RemoteMonitor": "no number leaves this machine; use CSVLogger or LambdaCallback",
    "TextVectorization": _TEXT,
    "StringLookup": _TEXT,
    "IntegerLookup": "np.unique(x, return_inverse=True) numbers the values",
    "Hashing": "np.unique(x, return_inverse=True) numbers the values",
    "CategoryEncoding": "tf.one_hot and keras.utils.to_categorical do it",
    "Discretization": "np.digitize(x, boundaries) does it",
    **{f"{name}3D": _VOLUMES for name in ("Conv", "MaxPooling", "AveragePooling", "UpSampling", "ZeroPadding", "Cropping")},
    "ConvLSTM2D": "films are beyond this library; LSTM reads rows of numbers",
    **dict.fromkeys(
        ("mnist", "fashion_mnist", "cifar100", "boston_housing", "california_housing"),
        "gradlab fetches CIFAR-10 alone; read a file of your own, such as np.load('mnist.npz'), or learn from "
        "keras.datasets.drawn_animals and toys, which need no network",
    ),
    **dict.fromkeys(
        ("array_to_img", "img_to_array", "load_img", "save_img"),
        "Pillow does it: PIL.Image.fromarray(array.astype('uint8')), and np.asarray(PIL.Image.open(path))",
    ),
    "image_dataset_from_directory": "gradlab.keras.utils reads no folders; load pictures with Pillow, and stack them",
    "imdb": _TEXT,
    "reuters": _TEXT,
}


def not_here(module: str, name: str) -> str:
    """The sentence for a well-known name that a module does not have; "" for any other name."""
    return f"{module}.{name} is not here: {INSTEAD[name]}." if name in INSTEAD else ""
