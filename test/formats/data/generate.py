"""Writes the files beside it: what numpy, Python's zipfile and safetensors write.

python3 test/formats/data/generate.py      (numpy 2.4.6, safetensors 0.8.0)
"""
import io
import pathlib
import zipfile

import numpy as np
import safetensors
import safetensors.numpy

here = pathlib.Path(__file__).parent
steps = np.arange(6) - 2.5  # -2.5 -1.5 -0.5 0.5 1.5 2.5
grid = steps.reshape(2, 3)
whole = np.array([[0, 1, 2], [3, 100, 127]])
halves = np.array([0, -0.0, 2**-24, -(2**-14), 1 / 3, 65504, np.inf, -np.inf, np.nan], "<f2")

arrays = {
    "float32": grid.astype("<f4"),
    "float64": grid.astype("<f8"),
    "big-endian": grid.astype(">f4"),
    "float16": halves,
    "fortran": np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)),
    "int8": -whole.astype("i1"),
    "uint8": whole.astype("u1"),
    "int16": -whole.astype(">i2"),
    "uint16": whole.astype("<u2"),
    "int32": -whole.astype("<i4"),
    "uint32": whole.astype("<u4"),
    "int64": -whole.astype("<i8"),
    "uint64": whole.astype(">u8"),
    "bool": whole > 2,
    "scalar": np.float32(1.5),
    "empty": np.zeros((2, 0, 3), "<f4"),
    "größe/0:0": np.ones(1, "<f4"),
}
np.savez(here / "arrays.npz", **arrays)
np.savez_compressed(here / "compressed.npz", ones=np.ones((8, 25), "<f4"), float64=grid)
for version in (1, 2, 3):
    with open(here / f"version-{version}.npy", "wb") as file:
        np.lib.format.write_array(file, grid.astype("<f4"), version=(version, 0))
np.save(here / "objects.npy", np.array([1, None], object), allow_pickle=True)
np.save(here / "structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
np.save(here / "text.npy", np.array(["one"]))
np.save(here / "complex.npy", np.ones(2, "<c8"))

text = "Markhor " * 40


def archive(name, members, file=None, **options):
    file = file or here / name
    with zipfile.ZipFile(file, "w", **options) as out:
        for member, data in members.items():
            out.writestr(zipfile.ZipInfo(member), data, options.get("compression"))


members = {"text.txt": text, "folder/": "", "folder/näme": b"\0\1\2", "empty": ""}
archive("stored.zip", members)
archive("deflated.zip", members, compression=zipfile.ZIP_DEFLATED)
archive("bzip2.zip", {"text.txt": text}, compression=zipfile.ZIP_BZIP2)


class Pipe(io.RawIOBase):
    """Cannot be wound back, so that sizes follow the members."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


pipe = Pipe()
archive("", members, pipe, compression=zipfile.ZIP_DEFLATED)
(here / "streamed.zip").write_bytes(pipe.bytes)

limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 2, 1
archive("zip64.zip", members)
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits

dtypes = {
    "F32": "<f4",
    "F64": "<f8",
    "F16": "<f2",
    "I8": "i1",
    "I16": "<i2",
    "I32": "<i4",
    "I64": "<i8",
    "U8": "u1",
    "U16": "<u2",
    "U32": "<u4",
    "U64": "<u8",
    "BOOL": "?",
}
tensors = {name: (grid if name[0] == "F" else whole).astype(dtype) for name, dtype in dtypes.items()}
tensors |= {"scalar": np.array(1.5, "<f4"), "empty": np.zeros((2, 0, 3), "<f4"), "größe/0:0": np.ones(1, "<f4")}
safetensors.numpy.save_file(tensors, here / "tensors.safetensors", {"größe": "1"})
# 1, -2, the smallest subnormal, infinity, NaN
bfloats = np.array([0x3F80, 0xC000, 0x0001, 0x7F80, 0x7FC0], "<u2")
spec = safetensors.TensorSpec(dtype="bfloat16", shape=[5], data_ptr=bfloats.ctypes.data, data_len=bfloats.nbytes)
(here / "bfloat16.safetensors").write_bytes(safetensors.serialize({"BF16": spec}))
