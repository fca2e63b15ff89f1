"""Writes test/golden/masked-orders.json: functional models with masks, and the order in which Keras has their layers.

KERAS_BACKEND=jax python3 scripts/golden/masked-orders.py      (keras 3.15.1)
"""
import json
import os
import random

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
from cases import cases, write  # noqa: E402
from keras import layers  # noqa: E402


def lstm():
    return layers.LSTM(3, return_sequences=True)


def random_model(rng):
    """Branches of sequences of three features, merged again and again."""
    words, steps, others = keras.Input((5,)), keras.Input((5, 3)), keras.Input((5, 3))
    starts = [layers.Embedding(7, 3, mask_zero=rng.random() < 0.7)(words), layers.Masking()(steps), rng.choice([layers.Masking(2.0), layers.Dense(3)])(others)]
    pool = list(starts)
    for _ in range(rng.randint(3, 8)):
        one, other = rng.choice(pool), rng.choice(pool)
        made = [
            lambda: lstm()(one),
            lambda: layers.Dense(3)(one),
            lambda: layers.Dropout(0.5)(one),
            lambda: layers.TimeDistributed(layers.Dense(3))(one),
            lambda: layers.Bidirectional(lstm(), merge_mode="sum")(one),
            lambda: layers.Add()([one, other]),
            lambda: lstm()(layers.Concatenate()([one, other])),
        ]
        pool.append(rng.choice(made)())
    ends = pool[-3:]
    last = layers.LSTM(3)(rng.choice([layers.Add, layers.Concatenate])()(ends))
    return keras.Model([words, steps, others], layers.Dense(1)(layers.Concatenate()([last, *(layers.LSTM(2)(one) for one in starts)])))


def model_inside():
    """A model of two inputs, of which the second has a mask."""
    plain, steps = keras.Input((5, 3)), keras.Input((5, 3))
    one, other = keras.Input((5, 3)), keras.Input((5, 3))
    inner = keras.Model([one, other], layers.LSTM(2)(layers.Add()([one, other])))
    return keras.Model([plain, steps], inner([layers.Dense(3)(layers.Dense(3)(plain)), layers.Masking()(layers.Dense(3)(steps))]))


for make in [*(lambda seed=seed: random_model(random.Random(seed)) for seed in range(6)), model_inside]:
    keras.utils.clear_session()
    model = make()
    config = json.loads(model.to_json())
    cases.append({"config": config, "layers": [layer.name for layer in model.layers]})

write("masked-orders")
