"""Makes the HDF5 files beside it, by h5py: python make-hdf5.py"""

import os

import h5py
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def make(name, fill, **options):
    with h5py.File(os.path.join(here, name + ".h5"), "w", **options) as file:
        fill(file)


# What is read, in groups of at most eight: with more, the form of libver="latest" becomes another one.
def values(file):
    variables = file.create_group("layers/dense/vars")
    variables.attrs["name"] = "dense"
    variables["0"] = np.arange(6, dtype="float32").reshape(2, 3) / 4
    variables["1"] = np.float32(-0.5)
    for group, kinds in {"float": "f2 f4 f8 >f4 >f8", "int": "i1 i2 i4 i8 >i2 >i8", "uint": "u1 u2 u4 u8 >u4"}.items():
        for kind in kinds.split():
            file[f"{group}/{kind}"] = np.array([0, 1, 100] if group == "uint" else [0, -1, 100], dtype=kind)
    other = file.create_group("other")
    other["half"] = np.array([-1.5, 65504, 6e-8, np.inf, np.nan], dtype="float16")
    other["bool"] = np.array([True, False])
    other["none"] = np.zeros((0, 3), "float32")
    other["null"] = h5py.Empty("float32")
    other["text"] = ["a", "", "ü"]
    other["fixed"] = np.array([b"lstm", b"dense_1"])
    compact(other)
    other.create_group("empty")
    texts = file.create_group("texts").attrs
    texts["text"] = "tëxt"
    texts["bytes"] = b"bytes"
    texts["names"] = ["lstm", "dense_1"]
    texts["fixed"] = np.array([b"lstm", b"dense_1"])
    texts["none"] = ""
    texts["ü"] = "name"
    numbers = file.create_group("numbers").attrs
    numbers["whole"] = 3
    numbers["number"] = 0.5
    numbers["yes"] = True
    numbers["list"] = np.array([1, 2], dtype="int16")
    numbers["none"] = []
    numbers["null"] = h5py.Empty("float32")


def compact(group):
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    layout.set_obj_track_times(False)
    space = h5py.h5s.create_simple((3,))
    dataset = h5py.h5d.create(group.id, b"compact", h5py.h5t.IEEE_F32LE, space, dcpl=layout)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "float32"))


make("default", values)
make("latest", values, libver="latest")
make("many", lambda file: [file.create_group(f"g{i}") for i in range(20)])


# What is refused, a file for each.
def virtual(file):
    layout = h5py.VirtualLayout(shape=(1,), dtype="float32")
    layout[:] = h5py.VirtualSource("other.h5", "x", shape=(1,))
    file.create_virtual_dataset("virtual", layout)


def hard_link(file):
    file["a"] = np.float32(1)
    file["b"] = file["a"]


def cycle(file):
    file["a/b"] = file["/"]


def external(file):
    file.create_dataset("x", shape=(1,), dtype="float32", external=[("x.raw", 0, 4)])


def named_type(file):
    file["type"] = np.dtype("float32")
    file.create_dataset("x", shape=(1,), dtype=file["type"])


def put(**values):
    return lambda file: [file.__setitem__(name, value) for name, value in values.items()]


make("refused/soft-link", put(link=h5py.SoftLink("/there")))
make("refused/external-link", put(link=h5py.ExternalLink("other.h5", "/there")))
make("refused/latest-soft-link", put(link=h5py.SoftLink("/there")), libver="latest")
make("refused/hard-link", hard_link)
make("refused/cycle", cycle)
make("refused/virtual", virtual, libver="latest")
make("refused/external", external)
make("refused/compound", put(x=np.zeros(1, [("a", "f4"), ("b", "i4")])))
make("refused/complex", put(x=np.zeros(1, "complex64")))
make("refused/enumeration", lambda file: file.create_dataset("x", (1,), h5py.enum_dtype({"A": 0, "B": 1})))
make("refused/list", lambda file: file.create_dataset("x", (1,), h5py.vlen_dtype("float32")))
make("refused/named-type", named_type)
make("refused/int64", put(x=np.int64(2**53)))
make("refused/never-written", lambda file: file.create_dataset("x", (2**40,), "float32"))
make("refused/chunked", lambda file: file.create_dataset("x", data=np.zeros(4), compression="gzip"))
make("refused/latest-chunked", lambda file: file.create_dataset("x", data=np.zeros(4), chunks=(2,)), libver="latest")
make("refused/latest-links", lambda file: [file.create_group(f"g{i}") for i in range(9)], libver="latest")
make(
    "refused/latest-attributes",
    lambda file: [file.attrs.__setitem__(f"a{i}", i) for i in range(9)],
    libver="latest",
)
