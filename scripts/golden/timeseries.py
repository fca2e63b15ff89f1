"""Writes test/golden/timeseries.json: windows of series as Keras makes them.

KERAS_BACKEND=tensorflow python3 scripts/golden/timeseries.py      (keras 3.15.1, tensorflow)
"""
import json
import pathlib

import keras
import numpy as np

cases = []
for shape, targets, options in [
    ((12,), None, {"sequence_length": 4}),
    ((12, 1), 12, {"sequence_length": 4}),
    ((12, 2), 8, {"sequence_length": 4}),
    ((12, 2), 12, {"sequence_length": 3, "sequence_stride": 2}),
    ((13, 2), 13, {"sequence_length": 3, "sequence_stride": 5, "sampling_rate": 2}),
    ((20, 1, 2), 20, {"sequence_length": 5, "sampling_rate": 3}),
    ((20, 1), 20, {"sequence_length": 5, "start_index": 3, "end_index": 17}),
    ((20, 1), None, {"sequence_length": 5, "start_index": 4, "sequence_stride": 3}),
    ((6, 1), 6, {"sequence_length": 6}),
]:
    data = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    wanted = None if targets is None else 100 + np.arange(2 * targets, dtype="float32").reshape(targets, 2)
    dataset = keras.utils.timeseries_dataset_from_array(data, wanted, **options)
    batches = [batch if targets is not None else (batch,) for batch in dataset]
    parts = [np.concatenate([np.asarray(batch[i]) for batch in batches]) for i in range(len(batches[0]))]
    pack = lambda array: {"shape": list(array.shape), "data": array.ravel().tolist()}
    cases.append({"shape": shape, "targets": targets, "options": options, "outputs": [pack(part) for part in parts]})

path = pathlib.Path(__file__).parents[2] / "test/golden/timeseries.json"
path.write_text("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]\n")
