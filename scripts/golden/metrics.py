"""Writes test/golden/trained-metrics.json: what metrics say while models train.

KERAS_BACKEND=jax python3 scripts/golden/metrics.py      (keras 3.15.1, float32, CPU)
"""
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from cases import cases, normal, one_hot, rng, sequential, trained, write  # noqa: E402
from keras import layers  # noqa: E402

curves = [["AUC", {"curve": curve, "summation_method": method, "name": f"{curve}_{method}"}] for curve in ("ROC", "PR", "PRGAIN") for method in ("interpolation", "minoring", "majoring")]
counts = [[name, {"name": name.lower()}] for name in ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")]
points = [
    ["SensitivityAtSpecificity", {"specificity": 0.6, "name": "a"}],
    ["SpecificityAtSensitivity", {"sensitivity": 0.6, "num_thresholds": 20, "name": "b"}],
    ["PrecisionAtRecall", {"recall": 0.6, "num_thresholds": 1, "name": "c"}],
    ["RecallAtPrecision", {"precision": 0.7, "name": "d"}],
]


def case(id, model, compile, specifications, x, y, sample_weight=None, **more):
    """Metrics with and without weights, made anew for each side, as one object has one count."""
    make = lambda prefix: [getattr(keras.metrics, name)(**{**config, "name": prefix + config["name"]}) for name, config in specifications]  # noqa: E731
    compiled = {**compile, "metrics": make("")}
    loss = compile["loss"]
    written = {**compile, "metrics": specifications, "loss": loss if isinstance(loss, str) else keras.losses.serialize(loss)}
    if sample_weight is not None:
        compiled["weighted_metrics"] = make("weighted_")
        written["weighted_metrics"] = [[name, {**config, "name": "weighted_" + config["name"]}] for name, config in specifications]
    trained(id, model, compiled, {"epochs": 3, "batch_size": 8}, x, y, sample_weight=sample_weight, extra={"compile": written}, **more)


adam = {"class_name": "Adam", "config": {"learning_rate": 0.05}}
binary = {"optimizer": adam, "loss": "binary_crossentropy"}
x, answers = normal(37, 5), (rng.uniform(size=(37, 1)) < 0.3).astype(np.float32)
weights = rng.uniform(0.2, 2.0, 37).astype(np.float32)
validation = (normal(11, 5), (rng.uniform(size=(11, 1)) < 0.3).astype(np.float32))
head = lambda activation="sigmoid", units=1: sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(units, activation=activation))  # noqa: E731
case("binary/curves", head(), binary, curves, x, answers, weights)
case("binary/counts", head(), binary, counts + points, x, answers, weights, validation=validation)
case("binary/classes", head(), binary, counts, x, answers, class_weight={0: 0.6, 1: 2.0})
case("binary/crossentropy", head(), binary, [["BinaryCrossentropy", {"name": "a"}], ["BinaryCrossentropy", {"name": "b", "label_smoothing": 0.2}], ["MeanSquaredError", {"name": "brier"}]], x, answers, weights)
case("binary/manual", head(), binary, [["AUC", {"thresholds": [0.7, 0.2, 0.35], "name": "a"}], ["AUC", {"num_thresholds": 7, "name": "b"}], ["AUC", {"num_thresholds": 2, "name": "c"}]], x, answers, weights)
logits = [["AUC", {"from_logits": True, "name": "a"}], ["BinaryCrossentropy", {"from_logits": True, "name": "b"}]]
case("binary/logits", head(None), {"optimizer": adam, "loss": keras.losses.BinaryCrossentropy(from_logits=True)}, logits, x, answers, weights)

several = (rng.uniform(size=(37, 3)) < 0.4).astype(np.float32)
labels = [
    ["AUC", {"multi_label": True, "name": "a"}],
    ["AUC", {"multi_label": True, "num_labels": 3, "label_weights": [1.0, 0.5, 2.0], "curve": "PR", "name": "b"}],
    ["AUC", {"name": "c"}],
    ["Precision", {"class_id": 1, "name": "d"}],
    ["Recall", {"class_id": 2, "thresholds": 0.4, "name": "e"}],
    ["FBetaScore", {"beta": 2.0, "average": "macro", "threshold": 0.4, "name": "f"}],
    ["PrecisionAtRecall", {"recall": 0.5, "class_id": 0, "name": "g"}],
]
case("labels", head("sigmoid", 3), binary, labels, x, several, weights)

classes = rng.integers(0, 3, 37)
categorical = [["CategoricalCrossentropy", {"name": "a"}], ["CategoricalCrossentropy", {"name": "b", "label_smoothing": 0.1}], ["FBetaScore", {"beta": 0.5, "average": "weighted", "name": "c"}]]
case("classes", head("softmax", 3), {"optimizer": adam, "loss": "categorical_crossentropy"}, categorical, x, one_hot(classes, 3), weights)
sparse = [["SparseCategoricalCrossentropy", {"name": "a"}], ["SparseCategoricalCrossentropy", {"name": "b", "ignore_class": 1}]]
case("sparse-classes", head("softmax", 3), {"optimizer": adam, "loss": "sparse_categorical_crossentropy"}, sparse, x, classes.astype(np.float32), weights)

# A figure for each step.
sequence = sequential(layers.Input((4, 2)), layers.LSTM(3, return_sequences=True), layers.Dense(1, activation="sigmoid"))
case("steps", sequence, binary, [["AUC", {"name": "a"}], ["BinaryCrossentropy", {"name": "b"}], counts[0]], normal(12, 4, 2), (rng.uniform(size=(12, 4, 1)) < 0.5).astype(np.float32))

write("trained-metrics")
