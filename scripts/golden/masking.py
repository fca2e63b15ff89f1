"""Writes test/golden/masking.json: trainings on sequences of which steps are masked, and on words, as Keras has them.

KERAS_BACKEND=tensorflow python3 scripts/golden/masking.py      (keras 3.15.1, float32, CPU)

In training with JAX, unlike in evaluation and with TensorFlow or PyTorch, metrics do not see masks. With TensorFlow, unlike with the
others, Adam squares the gradients of a word's several places before it adds them up, unless they have a penalty; so it is not asked.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from cases import normal, one_hot, rng, sequential, trained, write  # noqa: E402
from keras import layers  # noqa: E402


# Sequences of different lengths: steps at the end and in between are masked, and layers, losses and metrics skip them.
def padded(count, steps, features, value):
    x = normal(count, steps, features)
    x[rng.random((count, steps)) < 0.35] = value
    x[0] = value
    return x


sgd = {"class_name": "SGD", "config": {"learning_rate": 0.1}}
adam = {"class_name": "Adam", "config": {"learning_rate": 0.05}}
regression = {"optimizer": sgd, "loss": "mse", "metrics": ["mae", "root_mean_squared_error"], "weighted_metrics": ["mape"]}
fit = {"epochs": 3, "batch_size": 4}
step_weight = rng.uniform(0, 2, (10, 5)).astype(np.float32)
for name, extra in {"plain": {}, "step-weight": {"sample_weight": step_weight}}.items():
    model = sequential(layers.Input((5, 2)), layers.Masking(-1.0), layers.LSTM(3, return_sequences=True), layers.Dense(1))
    trained(f"masking/sequences-{name}", model, regression, fit, padded(10, 5, 2, -1.0), normal(10, 5, 1), validation=(padded(6, 5, 2, -1.0), normal(6, 5, 1)), **extra)
model = sequential(layers.Input((5, 2)), layers.Masking(), layers.Bidirectional(layers.LSTM(3, return_sequences=True)), layers.Dropout(0.0), layers.LSTM(2, return_sequences=True), layers.Activation("tanh"),
                   layers.TimeDistributed(layers.Dense(3, activation="softmax")))
trained("masking/classes", model, {"optimizer": adam, "loss": "categorical_crossentropy", "metrics": ["accuracy"]}, fit, padded(10, 5, 2, 0.0), one_hot(rng.integers(0, 3, (10, 5)), 3))
model = sequential(layers.Input((5, 2)), layers.Masking(), layers.LSTM(3, return_sequences=True), layers.Dense(3, activation="softmax"))
trained("masking/labels", model, {"optimizer": adam, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}, fit, padded(10, 5, 2, 0.0), rng.integers(0, 3, (10, 5)).astype(np.float32))
model = sequential(layers.Input((5, 2)), layers.Masking(), layers.LSTM(3), layers.Dense(1, activation="sigmoid"))
trained("masking/last", model, {"optimizer": adam, "loss": "binary_crossentropy", "metrics": ["accuracy"]}, fit, padded(10, 5, 2, 0.0), rng.integers(0, 2, (10, 1)).astype(np.float32))
model = sequential(layers.Input((3,)), layers.Masking(), layers.Dense(2))
trained("masking/samples", model, {"optimizer": sgd, "loss": "mse", "metrics": ["mae"]}, fit, padded(10, 1, 3, 0.0)[:, 0], normal(10, 2))
model = sequential(layers.Input((5, 2)), layers.Masking(), layers.LSTM(3, return_sequences=True), layers.Flatten(), layers.Dense(1))
trained("masking/lost", model, {"optimizer": sgd, "loss": "mse"}, fit, padded(10, 5, 2, 0.0), normal(10, 1))


def merged(merge):
    keras.utils.clear_session()
    a, b = keras.Input((5, 2), name="a"), keras.Input((5, 2), name="b")
    masked = [layers.Masking(name="mask_a")(a), layers.Masking(2.0, name="mask_b")(b)]
    return keras.Model([a, b], layers.Dense(1, name="head")(layers.LSTM(3, return_sequences=True, name="lstm")(merge(*masked, a))), name="merged")


merges = {
    "add": lambda a, b, plain: layers.Add(name="both")([a, b]),
    "add-unmasked": lambda a, b, plain: layers.Add(name="both")([a, plain]),
    "beside": lambda a, b, plain: layers.Concatenate(name="both")([a, b]),
    "beside-unmasked": lambda a, b, plain: layers.Concatenate(name="both")([a, plain]),
    "behind": lambda a, b, plain: layers.Concatenate(axis=1, name="both")([a, b]),
    "behind-unmasked": lambda a, b, plain: layers.Concatenate(axis=1, name="both")([plain, b]),
}
for name, merge in merges.items():
    length = 10 if name.startswith("behind") else 5
    trained(f"masking/{name}", merged(merge), {"optimizer": sgd, "loss": "mse", "metrics": ["mae"]}, fit, [padded(10, 5, 2, 0.0), padded(10, 5, 2, 2.0)], normal(10, length, 1))


# A mask given by name goes on, too; so does one through a model inside.
def named_mask():
    keras.utils.clear_session()
    steps, mask = keras.Input((5, 2), name="steps"), keras.Input((5,), dtype="bool", name="mask")
    return keras.Model([steps, mask], layers.Dense(1, name="head")(layers.LSTM(3, return_sequences=True, name="lstm")(steps, mask=mask)), name="named")


trained("masking/named", named_mask(), {"optimizer": sgd, "loss": "mse", "metrics": ["mae"]}, fit, [normal(10, 5, 2), (rng.random((10, 5)) < 0.6).astype(np.float32)], normal(10, 5, 1))


def masked_inside():
    keras.utils.clear_session()
    inner = keras.Sequential([layers.Input((5, 2)), layers.Masking(), layers.Dense(2, activation="tanh")], name="inner")
    steps = keras.Input((5, 2), name="steps")
    return keras.Model(steps, layers.Dense(1, name="head")(layers.LSTM(3, return_sequences=True, name="lstm")(inner(steps))), name="outer")


trained("masking/inside", masked_inside(), {"optimizer": sgd, "loss": "mse", "metrics": ["mae"]}, fit, padded(10, 5, 2, 0.0), normal(10, 5, 1))

# Words as vectors; 0 is no word.
words = rng.integers(0, 7, (10, 5)).astype(np.float32)
words[0] = 0
for name, masks in {"all": False, "masked": True}.items():
    model = sequential(layers.Input((5,)), layers.Embedding(7, 3, mask_zero=masks, embeddings_regularizer="l2", embeddings_constraint="max_norm"), layers.Bidirectional(layers.LSTM(2, return_sequences=True)), layers.LSTM(2),
                       layers.Dense(1, activation="sigmoid"))
    trained(f"embedding/{name}", model, {"optimizer": adam, "loss": "binary_crossentropy", "metrics": ["accuracy"]}, fit, words, rng.integers(0, 2, (10, 1)).astype(np.float32))
keras.utils.clear_session()
question, answer = keras.Input((5,), name="question"), keras.Input((4,), name="answer")
shared = layers.Embedding(7, 3, mask_zero=True, name="words")
_, *state = layers.LSTM(3, return_state=True, name="encoder")(shared(question))
told = layers.Dense(7, activation="softmax", name="head")(layers.LSTM(3, return_sequences=True, name="decoder")(shared(answer), initial_state=state))
trained("embedding/translation", keras.Model([question, answer], told, name="translation"), {"optimizer": sgd, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}, fit, [words, words[:, 1:]], words[:, 1:])

write("masking")
