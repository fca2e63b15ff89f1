"""Writes test/golden/generated.json: whole trainings, states and configurations as Keras has them.

KERAS_BACKEND=jax python3 scripts/golden/generate.py      (keras 3.15.1, float32, CPU)
"""
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from cases import cases, normal, one_hot, pack, rng, sequential, start, trained, weights_of, write  # noqa: E402
from keras import layers, regularizers  # noqa: E402

# Metrics on a softmax head, several batches, the last one smaller.
labels = rng.integers(0, 3, 22)
x, y = normal(22, 5), one_hot(labels, 3)
sample_weight = rng.uniform(0.2, 2.0, 22).astype(np.float32)
metrics = ["accuracy", "precision", "recall", "f1_score"]
adam = {"class_name": "Adam", "config": {"learning_rate": 0.05}}
for name, extra in {
    "plain": {},
    "sample-weight": {"sample_weight": sample_weight},
    "class-weight": {"class_weight": {0: 0.5, 2: 3.0}},
    "validation": {"validation": (normal(9, 5), one_hot(rng.integers(0, 3, 9), 3))},
}.items():
    model = sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(3, activation="softmax"))
    trained(f"softmax-metrics/{name}", model, {"optimizer": adam, "loss": "categorical_crossentropy", "metrics": metrics}, {"epochs": 4, "batch_size": 8}, x, y, **extra)

model = sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(3, activation="softmax"))
trained("softmax-metrics/weighted", model, {"optimizer": adam, "loss": "categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": ["accuracy", "precision", "recall", "f1_score"]},
        {"epochs": 4, "batch_size": 8}, x, y, sample_weight=sample_weight)

for name, settings in {
    "macro": {"f1": {"average": "macro"}, "precision": {"class_id": 1}, "recall": {"class_id": 2, "thresholds": 0.3}},
    "micro-threshold": {"f1": {"average": "micro", "threshold": 0.4}, "precision": {"thresholds": 0.35}, "recall": {"top_k": 2}},
    "weighted": {"f1": {"average": "weighted"}, "precision": {"top_k": 1}, "recall": {"top_k": 1, "class_id": 0}},
}.items():
    model = sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(3, activation="softmax"))
    objects = lambda: [keras.metrics.F1Score(**settings["f1"]), keras.metrics.Precision(**settings["precision"]), keras.metrics.Recall(**settings["recall"])]
    initial = start(model)
    model.compile("adam", "categorical_crossentropy", metrics=objects())
    history = model.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0)
    cases.append({"id": f"softmax-metrics/options-{name}", "kind": "training", "config": json.loads(model.to_json()),
                  "compile": {"optimizer": "adam", "loss": "categorical_crossentropy", "metrics": [[one.__class__.__name__, settings[key]] for one, key in zip(objects(), settings)]},
                  "fit": {"epochs": 3, "batch_size": 8, "shuffle": False}, "x": pack(x), "y": pack(y), "initialWeights": initial,
                  "history": {key: pack(values if np.ndim(values) == 1 else np.asarray(values)) for key, values in history.history.items()}, "finalWeights": weights_of(model)})

# A binary head and sparse labels.
model = sequential(layers.Input((5,)), layers.Dense(1, activation="sigmoid"))
trained("binary-head", model, {"optimizer": adam, "loss": "binary_crossentropy", "metrics": ["accuracy", "precision", "recall"]}, {"epochs": 4, "batch_size": 8}, x, (labels > 0).astype(np.float32),
        class_weight={0: 2.0, 1: 0.5})
model = sequential(layers.Input((5,)), layers.Dense(3, activation="softmax"))
trained("sparse-labels", model, {"optimizer": adam, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}, {"epochs": 4, "batch_size": 8}, x, labels.astype(np.float32),
        class_weight={0: 2.0, 1: 0.5})

# Sample weights for a regression, and for each step of a sequence.
model = sequential(layers.Input((4, 2)), layers.LSTM(3), layers.Dense(1))
trained("regression/sample-weight", model, {"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], "weighted_metrics": ["mae"]}, {"epochs": 3, "batch_size": 4}, normal(10, 4, 2), normal(10, 1),
        sample_weight=rng.uniform(0, 2, 10).astype(np.float32))
model = sequential(layers.Input((4, 2)), layers.LSTM(3, return_sequences=True), layers.Dense(1))
trained("sequence/sample-weight", model, {"optimizer": "sgd", "loss": "mse", "weighted_metrics": ["mae"]}, {"epochs": 3, "batch_size": 4}, normal(10, 4, 2), normal(10, 4, 1),
        sample_weight=rng.uniform(0, 2, (10, 4)).astype(np.float32))

# LSTM with every regularizer; activity too.
for name, kwargs in {
    "lstm": dict(kernel_regularizer=regularizers.L2(0.02), recurrent_regularizer=regularizers.L1(0.01), bias_regularizer=regularizers.L1L2(0.01, 0.03), activity_regularizer=regularizers.L2(0.05)),
    "lstm-sequences": dict(return_sequences=True, kernel_regularizer=regularizers.L1(0.02), activity_regularizer=regularizers.L1L2(0.02, 0.01)),
}.items():
    model = sequential(layers.Input((4, 2)), layers.LSTM(3, **kwargs), layers.Dense(2, kernel_regularizer="l2", activity_regularizer=regularizers.L1(0.01)))
    sequences = kwargs.get("return_sequences", False)
    trained(f"regularizers/{name}", model, {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.1, "momentum": 0.9}}, "loss": "mse", "metrics": ["mse"]},
            {"epochs": 4, "batch_size": 4}, normal(10, 4, 2), normal(10, 4, 2) if sequences else normal(10, 2), validation=(normal(5, 4, 2), normal(5, 4, 2) if sequences else normal(5, 2)))

# Optimizers with the options that work on all weights at once.
for name, optimizer in {
    "adam-global-clipnorm": {"class_name": "Adam", "config": {"learning_rate": 0.05, "global_clipnorm": 0.2}},
    "adam-clipnorm-amsgrad": {"class_name": "Adam", "config": {"learning_rate": 0.05, "clipnorm": 0.1, "amsgrad": True}},
    "adamw": {"class_name": "AdamW", "config": {"learning_rate": 0.05, "weight_decay": 0.1}},
    "rmsprop-centered": {"class_name": "RMSprop", "config": {"learning_rate": 0.01, "momentum": 0.5, "centered": True, "clipvalue": 0.02}},
    "sgd-nesterov": {"class_name": "SGD", "config": {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}},
}.items():
    model = sequential(layers.Input((4, 2)), layers.LSTM(3), layers.Dense(1))
    trained(f"optimizers/{name}", model, {"optimizer": optimizer, "loss": "mse"}, {"epochs": 4, "batch_size": 4}, normal(10, 4, 2), normal(10, 1))

# Stacked LSTMs as for a series, last batch smaller.
model = sequential(layers.Input((6, 1)), layers.LSTM(5, return_sequences=True), layers.LSTM(4), layers.Dense(3), layers.Dense(1))
trained("stacked-lstm", model, {"optimizer": "adam", "loss": "mean_squared_error", "metrics": ["mae"]}, {"epochs": 5, "batch_size": 4}, normal(11, 6, 1), normal(11, 1), validation=(normal(5, 6, 1), normal(5, 1)))


# Two inputs, a layer used twice, two outputs.
def two_inputs():
    keras.utils.clear_session()
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = layers.Dense(3, activation="tanh", name="shared")
    both = layers.Concatenate(name="both")([shared(a), shared(b)])
    left = layers.Dense(1, name="left")(both)
    right = layers.Dense(3, activation="softmax", name="right")(layers.Add(name="sum")([shared(a), layers.Dense(3, name="own")(b)]))
    return keras.Model([a, b], [left, right], name="two_inputs")


compile = {"optimizer": adam, "loss": ["mse", "categorical_crossentropy"], "loss_weights": [0.7, 2.0], "metrics": [["mae"], ["accuracy"]]}
pair = [normal(10, 4), normal(10, 4)]
targets = [normal(10, 1), one_hot(rng.integers(0, 3, 10), 3)]
trained("functional/two-inputs", two_inputs(), compile, {"epochs": 5, "batch_size": 4}, pair, targets, validation=([normal(6, 4), normal(6, 4)], [normal(6, 1), one_hot(rng.integers(0, 3, 6), 3)]))


# A model within a model, used twice.
def nested_model():
    keras.utils.clear_session()
    inner = keras.Sequential([layers.Input((4,)), layers.Dense(3, activation="relu"), layers.Dense(2)], name="inner")
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    return keras.Model([a, b], layers.Dense(1, name="head")(layers.Concatenate(name="both")([inner(a), inner(b)])), name="outer")


trained("functional/nested", nested_model(), {"optimizer": adam, "loss": "mse"}, {"epochs": 5, "batch_size": 4}, pair, targets[0])

# A model that branches from the sequence of an LSTM.
keras.utils.clear_session()
steps = keras.Input((4, 2), name="steps")
sequence = layers.LSTM(3, return_sequences=True, name="first")(steps)
last = layers.LSTM(2, name="second")(sequence)
flat = layers.Flatten(name="flat")(sequence)
branched = keras.Model(steps, layers.Dense(1, name="head")(layers.Concatenate(name="both")([last, flat])), name="branched")
trained("functional/branched-lstm", branched, {"optimizer": adam, "loss": "mse"}, {"epochs": 5, "batch_size": 4}, normal(10, 4, 2), normal(10, 1))

# A stateful LSTM called over batches, with a reset between.
for name, kwargs in {"last": {}, "sequences": {"return_sequences": True}}.items():
    keras.utils.clear_session()
    layer = layers.LSTM(3, stateful=True, **kwargs)
    batches = [normal(2, 4, 2) for _ in range(4)]
    layer.build((2, 4, 2))
    initial = start(layer)
    calls, outputs, states = [], [], []
    for i, batch in enumerate(batches):
        if i == 3:
            layer.reset_states()
        calls.append({"x": pack(batch), "resetBefore": i == 3})
        outputs.append(pack(layer(batch)))
        states.append(pack([np.asarray(one) for one in layer.states]))
    cases.append({"id": f"stateful/{name}", "kind": "stateful", "units": 3, "returnSequences": name == "sequences", "initialWeights": initial, "calls": calls, "outputs": outputs, "states": states})


# Configurations, as written by to_json.
def config(id, model, compile=None):
    if compile:
        model.compile(**compile)
    cases.append({"id": f"config/{id}", "kind": "config", "config": json.loads(model.to_json()), "weights": [{"path": one.path, "shape": list(one.shape)} for one in model.weights]})


config("lesson", sequential(layers.Input((3, 1)), layers.LSTM(30, activation="tanh"), layers.Dense(1)), {"optimizer": "adam", "loss": "mse"})
config("stock", sequential(layers.Input((100, 1)), layers.LSTM(50, return_sequences=True), layers.LSTM(50), layers.Dense(25), layers.Dense(1)), {"optimizer": "adam", "loss": "mean_squared_error"})
config("two-inputs", two_inputs(), {key: value if key != "optimizer" else "adam" for key, value in compile.items()})
config("nested", nested_model())
config("other-layers", sequential(layers.Input((3, 4)), layers.Dropout(0.25, seed=7), layers.Activation("relu"), layers.Reshape((4, 3)), layers.Flatten(), layers.Dense(2, activation="softmax")))
config("all-options", sequential(
    layers.Input((3, 2)),
    layers.LSTM(4, activation="relu", recurrent_activation="hard_sigmoid", use_bias=True, kernel_initializer="he_normal", recurrent_initializer=keras.initializers.Orthogonal(gain=0.5, seed=3),
                bias_initializer=keras.initializers.Constant(0.25), unit_forget_bias=False, kernel_regularizer=regularizers.L2(0.5), recurrent_regularizer=regularizers.L1(0.25),
                bias_regularizer=regularizers.L1L2(0.125, 0.5), activity_regularizer=regularizers.L2(0.0625), kernel_constraint="max_norm", recurrent_constraint="non_neg", bias_constraint="unit_norm",
                dropout=0.25, recurrent_dropout=0.5, seed=11, return_sequences=True, return_state=False, go_backwards=True, stateful=False, unroll=True, name="every_lstm_option"),
    layers.Dense(5, activation="elu", use_bias=True, kernel_initializer=keras.initializers.RandomUniform(-0.5, 0.25, seed=5), bias_initializer="ones", kernel_regularizer="l1", bias_regularizer="l2",
                 activity_regularizer=regularizers.L1L2(0.5, 0.25), kernel_constraint="max_norm", bias_constraint="non_neg", name="every_dense_option", trainable=False),
), {"optimizer": keras.optimizers.AdamW(learning_rate=0.25, weight_decay=0.5, beta_1=0.75, clipnorm=1.0), "loss": "mae", "metrics": ["mse"]})
for name in ("zeros", "ones", "glorot_normal", "he_uniform", "lecun_normal", "lecun_uniform", "random_normal", "truncated_normal", "identity", "variance_scaling"):
    config(f"initializer/{name}", sequential(layers.Input((2,)), layers.Dense(2, kernel_initializer=name)))

write("generated")
