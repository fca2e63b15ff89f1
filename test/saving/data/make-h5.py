"""Writes models in the older HDF5 format, and beside each its predictions; run with Keras 3 and with Keras 2."""

import json
import pathlib

import keras
import numpy as np
from keras import layers

folder = pathlib.Path(__file__).parent
major = keras.__version__.split(".")[0]


def wave(shape, pace):
    return np.sin(np.arange(np.prod(shape)) * pace).reshape(shape).astype("float32")


def plain(arrays):
    arrays = arrays if isinstance(arrays, (list, tuple)) else [arrays]
    return [{"shape": list(np.shape(a)), "data": np.asarray(a, "float64").ravel().tolist()} for a in arrays]


def write(name, model, inputs, **further):
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    model.save(folder / f"keras-{major}-{name}.h5")
    if "sample" in further:
        x, y = further["sample"], further["target"]
        losses = [float(np.ravel(model.train_on_batch(x, y))[0]) for _ in range(3)]
        further = {"sample": plain(x), "target": plain(y), "losses": losses}
    expected = {"inputs": plain(inputs), "outputs": plain(outputs), **further}
    (folder / f"keras-{major}-{name}.json").write_text(json.dumps(expected) + "\n")


def lstm():
    model = keras.Sequential(
        [
            layers.LSTM(3, return_sequences=True, input_shape=(4, 2), kernel_regularizer="l2"),
            layers.Dropout(0.0),
            layers.LSTM(2, recurrent_activation="hard_sigmoid"),
            layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["mae"])
    x, y = wave((3, 4, 2), 1.3), wave((3, 1), 0.7)
    model.fit(x, y, epochs=3, verbose=0)
    # Four times the data, so that the hard sigmoid reaches its ends.
    write("lstm", model, [4 * x], sample=x, target=y)


def functional():
    x, y = keras.Input((4, 2), name="x"), keras.Input((3,), name="y")
    # Of a model inside, the weights that train come first.
    inner = keras.Sequential(
        [keras.Input((3,)), layers.Dense(3, activation="tanh", trainable=False), layers.Dense(3)], name="inner"
    )
    s, h, c = layers.LSTM(3, return_state=True)(x)
    decoded = layers.LSTM(3)(x, initial_state=[h, c])
    shared = layers.Dense(3, activation="gelu", name="shared")
    both = layers.Concatenate()([inner(decoded), y, layers.Add()([shared(s), shared(h)])])
    model = keras.Model([x, y], [layers.Dense(2)(both), inner(y)])
    write("functional", model, [wave((3, 4, 2), 2.1), wave((3, 3), 0.9)])


lstm()
functional()
