"""Build an ONNX graph node by node; what the converters share."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 17, 9


class Graph:
    """An ONNX graph under construction; values are known by their names."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, value: NDArray[Any] | np.float32, name: str = "") -> str:
        """Add a constant once a name; numbers in half precision become single."""
        name = name or f"constant_{len(self._constants)}"
        if name not in self._constants:
            wide = value.astype(np.float32) if value.dtype == np.float16 else value
            self._constants[name] = numpy_helper.from_array(np.asarray(wide, order="C"), name)
        return name

    def node(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:  # noqa: ANN401  (ONNX: any)
        """Add an operation with one output and give the output's name."""
        name = name or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def split(self, value: str, sizes: Sequence[int], axis: int, names: Sequence[str]) -> None:
        """Add a split into as many outputs as there are sizes."""
        parts = self.constant(np.array(sizes, np.int64))
        self._nodes.append(helper.make_node("Split", [value, parts], list(names), axis=axis))

    def save(
        self,
        path: Path,
        inputs: Mapping[str, Sequence[int]],
        outputs: Mapping[str, Sequence[int]],
    ) -> None:
        """Check the graph and write it; inputs and outputs are single-precision tensors."""
        graph = helper.make_graph(
            self._nodes,
            path.stem,
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString(deterministic=True))
