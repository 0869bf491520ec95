"""The tape: a video recorder for computations. Record inside the `with` block, then play backwards.

    W = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = W * W
    tape.gradient(z, W)          # 6.0

While a tape records, every operator that works on something watched writes one Record on it (recorder.py). Playing
backwards (playback.py) goes through the records from the last to the first and hands each one the slope of its output; the
operator's rules turn it into the slopes of its inputs.
"""

from __future__ import annotations

from typing import Any

from gradlab.tape.jacobians import batch_jacobian, jacobian
from gradlab.tape.playback import begin, given_slopes, slopes_at
from gradlab.tape.recorder import Recorder
from gradlab.tape.why import UnconnectedGradients, answers, is_zero, why_none
from gradlab.tensors.structure import like, tensors


class GradientTape(Recorder):
    """Records what happens inside its `with` block and plays it backwards to find slopes.

    persistent: whether it can be played more than once; otherwise the first play uses it up and frees it.
    watch_accessed_variables: whether every trainable Variable that is read is watched by itself.
    """

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """The slope of `target` towards each of `sources`, in the structure of `sources`; None where nothing connects them.

        target: a Tensor or nested structure of them; of several numbers, the slope of their sum is found.
        sources: a Tensor or Variable, or lists, tuples and dicts of them.
        output_gradients: the slopes that arrive from above, one for each target and of its shape; ones by default.
        unconnected_gradients: 'none', or 'zero' for zeros instead of None.

        A None comes with a NoGradientWarning that says why; `why_none` says it again.
        Raises RuntimeError on the second play of a tape that is not persistent; ValueError for an unknown
        `unconnected_gradients`; TypeError for a target or source that is no Tensor.
        """
        zero = is_zero(unconnected_gradients)
        targets, wanted = tensors(target, "target"), tensors(sources, "sources")
        given = given_slopes(target, targets, output_gradients)
        begin(self)
        slopes = slopes_at(self, targets, given, wanted, last=True)
        for slope in slopes:
            if slope is None:
                return like(sources, answers(self, targets, wanted, slopes, [x.shape for x in wanted], zero))
        return like(sources, slopes)

    jacobian = jacobian
    batch_jacobian = batch_jacobian
    why_none = why_none
