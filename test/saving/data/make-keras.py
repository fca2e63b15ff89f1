"""Writes the .keras files of this folder, with what Keras predicts: python make-keras.py (Keras 3.15.1, JAX)."""

import json
import os
import zipfile

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np

L = keras.layers
folder = os.path.dirname(os.path.abspath(__file__))
expected = {}


def tensor(a):
    return [list(a.shape), np.asarray(a, "float32").ravel().round(6).tolist()]


def listed(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def single(items):
    return items if len(items) > 1 else items[0]


def save(name, model, optimizer=None, by_name=False, metrics=None):
    """Trains three steps, saves, and notes predictions and the scores of the next five steps."""
    numbers = np.random.default_rng(len(expected))
    x = {i.name: numbers.normal(size=(4, *i.shape[1:])).round(3).astype("float32") for i in model.inputs}
    given = x if by_name else single(list(x.values()))
    y = [numbers.normal(size=(4, *o.shape[1:])).round(3).astype("float32") for o in model.outputs]
    target = single(y)
    model.compile(optimizer=optimizer or keras.optimizers.Adam(0.01), loss=single(["mse"] * len(y)), metrics=metrics)
    for _ in range(3):
        model.train_on_batch(given, target)
    model.save(os.path.join(folder, f"{name}.keras"))
    predictions = [tensor(p) for p in listed(model.predict_on_batch(given))]
    scores = [model.train_on_batch(given, target, return_dict=True) for _ in range(5)]
    expected[name] = {
        "x": [tensor(a) for a in x.values()],
        "y": [tensor(a) for a in y],
        "predictions": predictions,
        "scores": [{name: float(value) for name, value in step.items()} for step in scores],
    }


def change(source, name, change_config):
    """The file of another model with its configuration changed."""
    with zipfile.ZipFile(os.path.join(folder, f"{source}.keras")) as file:
        members = {member: file.read(member) for member in file.namelist()}
    config = json.loads(members["config.json"])
    change_config(config)
    members["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(os.path.join(folder, f"{name}.keras"), "w") as file:
        for member, data in members.items():
            file.writestr(member, data)


keras.utils.set_random_seed(1)

save("sequential", keras.Sequential([keras.Input((5, 2)), L.LSTM(3), L.Dense(1)]), metrics=["mae", keras.metrics.RootMeanSquaredError()])

a, b = keras.Input((3,), name="a"), keras.Input((4,), name="b")
merged = L.Concatenate()([L.Dense(2, activation="relu")(a), b])
save("two-inputs", keras.Model([a, b], L.Dense(1)(merged)), keras.optimizers.SGD(0.05, momentum=0.9))

i = keras.Input((3,), name="i")
inner = keras.Model(i, L.Dense(2, activation="tanh")(L.Dense(3)(i)), name="inner")
p, q = keras.Input((3,), name="p"), keras.Input((3,), name="q")
first, second = inner(p), inner(q)
# Called twice, as input of a layer and as output.
save("nested", keras.Model([p, q], [L.Add()([first, second]), second]))

s = keras.Input((4, 2), name="s")
sequence, h, c = L.LSTM(3, return_sequences=True, return_state=True)(s)
shared = L.Dense(2, activation="softsign")
last = L.LSTM(3)(sequence, initial_state=[h, c])
save("shared-layer", keras.Model(s, L.Add()([shared(last), shared(h)])))

# The inputs of a dict are in the order of its sorted keys.
z, w = keras.Input((2,), name="z"), keras.Input((3,), name="w")
dictionary = keras.Model({"z": z, "w": w}, L.Dense(1)(L.Concatenate()([z, w])))
save("dict-inputs", dictionary, by_name=True)

save("lambda", keras.Sequential([keras.Input((2,)), L.Lambda(lambda x: x * 2), L.Dense(1)]))
del expected["lambda"]



def add_options(config):
    for one in [config["config"]["layers"][1], config["compile_config"]["metrics"][1]]:
        one["config"]["of_tomorrow"] = True


change("sequential", "unknown-option", add_options)
expected["unknown-option"] = expected["sequential"]

with open(os.path.join(folder, "expected.json"), "w") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items()) + "\n}\n")
