"""Writes test/golden/normalization.json: trainings of models with layers that normalize.

KERAS_BACKEND=jax python3 scripts/golden/normalization.py      (keras 3.15.1, float32, CPU)
"""
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import numpy as np  # noqa: E402
from cases import normal, rng, sequential, trained, write  # noqa: E402
from keras import layers  # noqa: E402


def case(id, model, x, y, **more):
    optimizer = {"class_name": "SGD", "config": {"learning_rate": 0.05, "momentum": 0.5}}
    trained(id, model, {"optimizer": optimizer, "loss": "mse", "metrics": ["mae"]}, {"epochs": 3, "batch_size": 8}, x, y, **more)


x, y = normal(37, 5) * 3 + 1, normal(37, 2)
series, target = normal(21, 4, 3) + 0.5, normal(21, 2)
validation = (normal(11, 5), normal(11, 2))

case("batch", sequential(layers.Input((5,)), layers.Dense(4), layers.BatchNormalization(), layers.ReLU(), layers.Dense(2)), x, y, validation=validation)
case("batch/options", sequential(layers.Input((5,)), layers.BatchNormalization(momentum=0.7, epsilon=0.02, center=False, gamma_regularizer="l2"), layers.Dense(2)), x, y)
case("batch/no scale", sequential(layers.Input((5,)), layers.BatchNormalization(scale=False, beta_constraint="non_neg"), layers.Dense(2)), x, y, sample_weight=rng.uniform(0.2, 2.0, 37).astype(np.float32))
case("batch/frozen", sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.BatchNormalization(trainable=False), layers.Dense(2)), x, y)
case("batch/sequences", sequential(layers.Input((4, 3)), layers.LSTM(3, return_sequences=True), layers.BatchNormalization(), layers.LSTM(2)), series, target)
case("batch/steps", sequential(layers.Input((4, 3)), layers.BatchNormalization(axis=1), layers.LSTM(2)), series, target)
masked = np.where(rng.uniform(size=(21, 4, 1)) < 0.3, np.float32(0), series)
case("batch/masked", sequential(layers.Input((4, 3)), layers.Masking(), layers.BatchNormalization(momentum=0.6), layers.LSTM(2)), masked, target)
case("layer", sequential(layers.Input((5,)), layers.Dense(4), layers.LayerNormalization(), layers.Dense(2)), x, y, validation=validation)
case("layer/sequences", sequential(layers.Input((4, 3)), layers.LSTM(3, return_sequences=True), layers.LayerNormalization(epsilon=1e-5, beta_initializer="ones"), layers.LSTM(2)), series, target)
case("layer/axes", sequential(layers.Input((4, 3)), layers.Dense(3), layers.LayerNormalization(axis=[1, 2], center=False), layers.LSTM(2)), series, target)
case("layer/plain", sequential(layers.Input((4, 3)), layers.Dense(3), layers.LayerNormalization(axis=1, center=False, scale=False), layers.LSTM(2)), series, target)
case("known", sequential(layers.Input((5,)), layers.Normalization(mean=[1.0, 2.0, 0.5, -1.0, 0.0], variance=[2.0, 1.0, 9.0, 4.0, 0.0]), layers.Dense(2)), x, y)
case("known/one for all", sequential(layers.Input((5,)), layers.Normalization(axis=None, mean=1.0, variance=9.0), layers.Dense(2), layers.Normalization(mean=0.5, variance=4.0, invert=True)), x, y)
case("adapted", sequential(layers.Input((5,)), layers.Normalization(), layers.Dense(2)), normal(37, 5, scale=0.3), y)
case("adapted/axes", sequential(layers.Input((4, 3)), layers.Normalization(axis=(1, 2)), layers.LSTM(2)), series, target)
case("adapted/way back", sequential(layers.Input((5,)), layers.Dense(4), layers.Normalization(axis=None, invert=True), layers.Dense(2)), x, y)
write("normalization")
