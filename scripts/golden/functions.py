"""Writes test/golden/trained-functions.json: trainings whose losses and metrics are functions, which test/golden/own-functions.ts has, too.

KERAS_BACKEND=jax python3 scripts/golden/functions.py      (keras 3.15.1, float32, CPU)
"""
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import numpy as np  # noqa: E402
from cases import normal, one_hot, rng, sequential, trained, write  # noqa: E402
from keras import layers, ops  # noqa: E402


def pinball(y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(ops.maximum(0.9 * error, -0.1 * error), axis=-1)


def rmse(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_true - y_pred)))


def direction(y_true, y_pred):
    squares = ops.square(y_true - y_pred)
    return ops.where(ops.greater(y_true * y_pred, 0), squares, 3 * squares)


def correlation(y_true, y_pred):
    a, b = y_true - ops.mean(y_true), y_pred - ops.mean(y_pred)
    return 1 - ops.sum(a * b) / ops.sqrt(ops.sum(ops.square(a)) * ops.sum(ops.square(b)))


def smape(y_true, y_pred):
    return ops.mean(ops.abs(y_pred - y_true) / (ops.abs(y_pred) + ops.abs(y_true) + 1e-3), axis=-1)


def soft_error(y_true, y_pred):
    error = y_pred - y_true
    return ops.mean(ops.log(ops.exp(error) + ops.exp(-error)), axis=-1)


def quantiles(y_true, y_pred):
    errors = y_true - y_pred
    levels = np.array([0.1, 0.5, 0.9], dtype=np.float32)
    return ops.sum(ops.maximum(levels * errors, (levels - 1) * errors), axis=-1)


def spread(y_true, y_pred):
    return ops.take(y_pred, 2, axis=-1) - ops.take(y_pred, 0, axis=-1)


def focal(y_true, y_pred):
    p = ops.clip(y_pred, 1e-4, 1 - 1e-4)
    return ops.mean(-y_true * ops.power(1 - p, 1.5) * ops.log(p) - (1 - y_true) * ops.power(p, 3) * ops.log(1 - p), axis=-1)


def smoothness(y_true, y_pred):
    """Of sequences: the squared error, and that steps are alike."""
    steps = y_pred.shape[1]
    later, earlier = ops.take(y_pred, list(range(1, steps)), axis=1), ops.take(y_pred, list(range(steps - 1)), axis=1)
    return ops.mean(ops.square(y_true - y_pred)) + 0.3 * ops.mean(ops.abs(later - earlier))


def labelled(y_true, y_pred):
    """Logits and labels, with a weight per class."""
    weights = np.array([1.0, 2.0, 0.5], dtype=np.float32)
    isOwn = ops.cast(ops.equal(ops.expand_dims(ops.cast(y_true, "int32"), -1), np.arange(3)), "float32")
    return -ops.sum(weights * isOwn * ops.log_softmax(y_pred), axis=-1)


def hits(y_true, y_pred):
    return ops.cast(ops.equal(ops.argmax(y_pred, axis=-1), ops.cast(y_true, "int32")), "float32")


def ranking(y_true, y_pred):
    """Of each pair of a batch, the larger is to be predicted as larger."""
    t, p = ops.reshape(y_true, (-1, 1)), ops.reshape(y_pred, (-1, 1))
    return ops.mean(ops.relu(1 - ops.sign(t - ops.transpose(t)) * (p - ops.transpose(p))))


def margin(y_true, y_pred):
    own = ops.sum(y_true * y_pred, axis=-1, keepdims=True)
    other = ops.max(y_pred - 10 * y_true, axis=-1, keepdims=True)
    least = ops.min(y_pred, axis=-1, keepdims=True)
    return ops.squeeze(ops.softplus(ops.concatenate([other - own, least - own], axis=-1))[:, :1] + 0.1 * ops.tanh(least), axis=-1)


def written(one):
    """A function by its name, as test/golden/own-functions.ts has it."""
    if isinstance(one, list):
        return [written(each) for each in one]
    return {"class_name": "function", "config": one.__name__} if callable(one) else one


def case(id, model, loss, metrics, x, y, sample_weight=None, optimizer=None, **more):
    optimizer = optimizer or {"class_name": "Adam", "config": {"learning_rate": 0.05}}
    compiled = {"optimizer": optimizer, "loss": loss, "metrics": metrics}
    if sample_weight is not None:
        compiled["weighted_metrics"] = metrics
    names = {"optimizer": optimizer, "loss": written(loss), **{key: written(compiled[key]) for key in ("metrics", "weighted_metrics") if key in compiled}}
    trained(id, model, compiled, {"epochs": 3, "batch_size": 8}, x, y, sample_weight=sample_weight, extra={"compile": names}, **more)


def head(units=1, activation=None):
    return sequential(layers.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(units, activation=activation))


x, y = normal(37, 5), normal(37, 1)
weights = rng.uniform(0.2, 2.0, 37).astype(np.float32)
validation = (normal(11, 5), normal(11, 1))
case("pinball", head(), pinball, [rmse, smape, "mae"], x, y, validation=validation)
case("pinball/weighted", head(), pinball, [pinball, smape], x, y, weights)
case("rmse", head(), rmse, [pinball], x, y)
case("direction", head(), direction, [direction, correlation], x, y)
# Neither depends on the last bias: its gradient is rounding, which Adam would make large.
sgd = {"class_name": "SGD", "config": {"learning_rate": 0.1}}
case("correlation", head(), correlation, [rmse], x, y, optimizer=sgd)
case("smape", head(), smape, [], x, y, weights)
case("soft-error", head(2), soft_error, [soft_error], x, normal(37, 2), weights)
case("quantiles", head(3), quantiles, [spread], x, y)
answers = (rng.uniform(size=(37, 1)) < 0.3).astype(np.float32)
case("focal", head(1, "sigmoid"), focal, ["accuracy", focal], x, answers, weights)
sequence = sequential(layers.Input((4, 2)), layers.LSTM(3, return_sequences=True), layers.Dense(1))
case("smoothness", sequence, smoothness, [rmse], normal(12, 4, 2), normal(12, 4, 1))
classes = rng.integers(0, 3, 37)
case("labelled", head(3), labelled, [hits], x, classes.astype(np.float32), weights)
case("ranking", head(), ranking, ["mse"], x, y, optimizer=sgd)
case("margin", head(3), margin, ["accuracy"], x, one_hot(classes, 3), weights)
write("trained-functions")
