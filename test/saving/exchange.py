"""Keras's side of the exchange of models.

    python exchange.py make FOLDER COUNT    writes COUNT random models, trained a little, as N.keras and N.weights.h5
    python exchange.py h5 FOLDER COUNT      as make, in the older format
    python exchange.py check FOLDER         reads every N.keras that has an N.json, and writes N.out.json
    python exchange.py predict FOLDER       the same for N.oldest.json, without training and for Sequential models only

N.json has x and y as [[shape, values], …]; it and N.out.json have predictions, and loss and metrics of the next steps.
"""

import json
import os
import random
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np

L = keras.layers


def tensor(a):
    return [list(a.shape), np.asarray(a, "float32").ravel().tolist()]


def as_list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def single(items):
    return items if len(items) > 1 else items[0]


def measure(model, x, y, steps):
    predictions = [np.asarray(p) for p in as_list(model.predict_on_batch(single(x)))]
    scores = [model.train_on_batch(single(x), single(y), return_dict=True) for _ in range(steps)]
    return {
        "predictions": [tensor(p) for p in predictions],
        "scores": [{name: float(value) for name, value in step.items()} for step in scores],
    }


def activation(rng):
    return rng.choice(
        ["linear", "relu", "sigmoid", "tanh", "elu", "selu", "softplus", "softsign", "gelu", "silu", "hard_sigmoid"]
        + ["leaky_relu", "mish", "relu6", "hard_silu", "log_sigmoid", "hard_tanh", "squareplus", "celu", "tanh_shrink"]
    )


def regularizer(rng):
    return rng.choice([None, None, "l1", "l2", keras.regularizers.L1L2(0.01, 0.02), keras.regularizers.L2(0.03)])


def constraint(rng):
    c = keras.constraints
    return rng.choice([None, None, c.MaxNorm(1.5), c.NonNeg(), c.UnitNorm(axis=0), c.MinMaxNorm(0.2, 1.1, rate=0.5)])


def initializer(rng):
    i = keras.initializers
    return rng.choice(
        ["glorot_uniform", "glorot_normal", "he_normal", "lecun_uniform", "orthogonal", i.RandomNormal(stddev=0.3)]
        + [i.TruncatedNormal(stddev=0.4), i.RandomUniform(-0.5, 0.5), i.VarianceScaling(2.0, "fan_out", "normal")]
    )


def dense(rng, units, **options):
    options.setdefault("activation", activation(rng))
    return L.Dense(
        units,
        use_bias=rng.random() < 0.8,
        kernel_initializer=initializer(rng),
        bias_initializer=rng.choice(["zeros", "ones", keras.initializers.Constant(0.25)]),
        kernel_regularizer=regularizer(rng),
        bias_regularizer=regularizer(rng),
        kernel_constraint=constraint(rng),
        activity_regularizer=rng.choice([None, None, "l2"]),
        **options,
    )


def lstm(rng, units, sequences, **options):
    options.setdefault("go_backwards", rng.random() < 0.3)
    return L.LSTM(
        units,
        activation=rng.choice(["tanh", "tanh", "relu", "softsign"]),
        recurrent_activation=rng.choice(["sigmoid", "sigmoid", "hard_sigmoid"]),
        use_bias=rng.random() < 0.8,
        unit_forget_bias=rng.random() < 0.7,
        recurrent_initializer=rng.choice(["orthogonal", keras.initializers.Identity(), "glorot_uniform"]),
        kernel_regularizer=regularizer(rng),
        recurrent_regularizer=regularizer(rng),
        bias_regularizer=regularizer(rng),
        kernel_constraint=constraint(rng),
        recurrent_constraint=constraint(rng),
        bias_constraint=rng.choice([None, None, keras.constraints.NonNeg()]),
        return_sequences=sequences,
        **options,
    )


def schedule(rng):
    s = keras.optimizers.schedules
    warmup = rng.choice([{}, {"warmup_target": 0.03, "warmup_steps": 2}])
    return rng.choice(
        [
            lambda: s.CosineDecay(0.02, 3, alpha=0.1, **warmup),
            lambda: s.CosineDecayRestarts(0.02, 3, t_mul=1.5, m_mul=0.8),
            lambda: s.ExponentialDecay(0.02, 2, 0.9, staircase=rng.random() < 0.5),
            lambda: s.InverseTimeDecay(0.02, 3, 0.9, staircase=rng.random() < 0.5),
            lambda: s.PiecewiseConstantDecay([1, 4], [0.02, 0.01, 0.005]),
            lambda: s.PolynomialDecay(0.02, 3, 0.001, power=2.0, cycle=rng.random() < 0.5),
        ]
    )()


def optimizer(rng):
    o = keras.optimizers
    return rng.choice(
        [
            lambda: o.Adam(0.01),
            lambda: o.Adam(0.01, amsgrad=True, clipnorm=0.5),
            lambda: o.Adam(schedule(rng)),
            lambda: o.Adam(0.01, use_ema=True, ema_momentum=0.9),
            lambda: o.Adam(0.01, use_ema=True, ema_overwrite_frequency=2),
            lambda: o.Adam(0.01, gradient_accumulation_steps=2),
            lambda: o.Adam(0.01, weight_decay=0.02),
            lambda: o.AdamW(0.01, weight_decay=0.05),
            lambda: o.SGD(0.05),
            lambda: o.SGD(schedule(rng), momentum=0.9, weight_decay=0.01),
            lambda: o.SGD(0.05, momentum=0.8, nesterov=True, global_clipnorm=1.0),
            lambda: o.RMSprop(0.005),
            lambda: o.RMSprop(0.005, centered=True, momentum=0.5, clipvalue=0.5),
        ]
    )()


def head(rng):
    """The last layer's units and activation, a loss and metrics for it, and a maker of targets."""
    n = rng.choice([1, 3])
    losses, metrics = keras.losses, keras.metrics
    values = lambda r, b: r.normal(size=(b, n))
    binary = lambda r, b: r.integers(0, 2, (b, 1))
    labels = lambda r, b: r.integers(0, 4, (b, 1))
    one_hot = lambda r, b: np.eye(4)[r.integers(0, 4, b)]
    return rng.choice(
        [
            (n, "linear", "mse", ["mae"], values),
            (n, "linear", losses.MeanAbsoluteError(), ["mse", metrics.RootMeanSquaredError()], values),
            (n, "linear", losses.MeanSquaredError(reduction="sum"), [metrics.MeanSquaredError(name="other")], values),
            (n, "linear", losses.Huber(), ["mape"], values),
            (n, "linear", losses.LogCosh(), [metrics.LogCoshError(), metrics.R2Score(class_aggregation="variance_weighted_average")], values),
            (n, "linear", "log_cosh", [metrics.CosineSimilarity(name="other")], values),
            (1, "sigmoid", losses.BinaryFocalCrossentropy(gamma=1.5, apply_class_balancing=True), [metrics.SquaredHinge()], binary),
            (4, "softmax", losses.KLDivergence(), [metrics.TopKCategoricalAccuracy(k=2), metrics.KLDivergence()], one_hot),
            (4, "softmax", losses.Tversky(alpha=0.3, beta=0.6), [metrics.CategoricalHinge()], one_hot),
            (4, "softmax", "categorical_focal_crossentropy", ["accuracy"], one_hot),
            (1, "sigmoid", "binary_crossentropy", ["accuracy", metrics.Precision(), metrics.Recall()], binary),
            (1, "linear", losses.BinaryCrossentropy(from_logits=True), [metrics.BinaryAccuracy(threshold=0.0)], binary),
            (4, "softmax", "categorical_crossentropy", [metrics.F1Score(average="macro")], one_hot),
            (4, "softmax", losses.CategoricalCrossentropy(label_smoothing=0.1), ["accuracy"], one_hot),
            (4, "softmax", "sparse_categorical_crossentropy", ["accuracy"], labels),
            (4, "linear", losses.SparseCategoricalCrossentropy(from_logits=True), ["sparse_categorical_accuracy"], labels),
        ]
    )


kinds = 11
dropping = 2
speaking = 8


def build(rng, kind):
    """A model, its inputs' shapes, and heads."""
    h = head(rng)
    last = L.Dense(h[0], activation=h[1])
    if kind == 0:
        return keras.Sequential([keras.Input((5,)), dense(rng, 6), L.Dropout(0.0), dense(rng, 4), last]), [(5,)], [h]
    if kind == 1:
        layers = [keras.Input((6, 2)), lstm(rng, 5, True)]
        layers += rng.choice(
            [[lstm(rng, 3, False)], [L.Flatten(), dense(rng, 4)], [L.Reshape((3, 10)), lstm(rng, 4, False)], [dense(rng, 3), L.Flatten()]]
        )
        return keras.Sequential([*layers, L.Activation(activation(rng)), last]), [(6, 2)], [h]
    if kind == dropping:
        recurrent = rng.choice([0.0, 0.2])
        layers = [lstm(rng, 4, False, dropout=0.3, recurrent_dropout=recurrent, seed=3), L.Dropout(0.4), last]
        return keras.Sequential([keras.Input((4, 2)), *layers]), [(4, 2)], [h]
    a, b = keras.Input((4,)), keras.Input((4,))
    if kind == 3:
        merged = rng.choice([L.Add(), L.Concatenate()])([dense(rng, 5)(a), dense(rng, 5)(b)])
        return keras.Model([a, b], last(dense(rng, 4)(merged))), [(4,), (4,)], [h]
    if kind == 4:
        i = keras.Input((4,))
        inner = rng.choice(
            [
                lambda: keras.Model(i, dense(rng, 3)(dense(rng, 3)(i))),
                lambda: keras.Sequential([keras.Input((4,)), dense(rng, 3), dense(rng, 2)]),
            ]
        )()
        if rng.random() < 0.5:
            outer = keras.Model([a, b], [L.Add()([inner(a), inner(b)]), inner(a)])
            width = inner.output_shape[-1]
            regression = (width, "linear", "mse", ["mae"], lambda r, n: r.normal(size=(n, width)))
            return outer, [(4,), (4,)], [regression] * 2
        return keras.Model([a, b], last(L.Concatenate()([inner(a), inner(b)]))), [(4,), (4,)], [h]
    if kind == 5:
        # One input and one output; a model in a model in a model.
        i = keras.Input((4, 3))
        stack = keras.Sequential([keras.Input((4, 3)), lstm(rng, 4, False), dense(rng, 3)])
        j = keras.Input((4, 3))
        middle = keras.Model(j, L.Add()([stack(j), dense(rng, 3)(L.Flatten()(j))]))
        return keras.Model(i, last(middle(i))), [(4, 3)], [h]
    if kind == 7:
        # An encoder in both directions, a decoder of as many steps.
        mode = rng.choice(["concat", "sum", "mul", "ave"])
        decoder = rng.choice(
            [
                lambda: L.Bidirectional(lstm(rng, 3, True, go_backwards=False), merge_mode=mode),
                lambda: L.Bidirectional(L.LSTM(3, return_sequences=True), backward_layer=lstm(rng, 3, True, go_backwards=True)),
            ]
        )()
        layers = [L.Bidirectional(lstm(rng, 4, False, go_backwards=False), merge_mode=mode), L.RepeatVector(3), decoder]
        layers += [L.TimeDistributed(dense(rng, 2)), L.Flatten(), last]
        return keras.Sequential([keras.Input((4, 2)), *layers]), [(4, 2)], [h]
    if kind == speaking:
        # Words and steps, of which some are no word and none.
        words, steps = keras.Input((5,)), keras.Input((5, 2))
        embedding = L.Embedding(
            7, 3, mask_zero=rng.random() < 0.7, embeddings_regularizer=regularizer(rng), embeddings_constraint=constraint(rng)
        )
        read = L.Bidirectional(lstm(rng, 2, True, go_backwards=False))(embedding(words))
        sequence = lstm(rng, 3, True)(L.Masking()(steps))
        return keras.Model([words, steps], last(lstm(rng, 4, False)(L.Concatenate()([read, sequence])))), [(5,), (5, 2)], [h]
    if kind == 9:
        # Layers without weights, element by element and over steps; words of which some are none.
        words, steps = keras.Input((5,)), keras.Input((5, 2))
        pooled = L.GlobalAveragePooling1D()(L.Embedding(7, 3, mask_zero=rng.random() < 0.7)(words))
        scaled = L.Rescaling(0.5, offset=0.1)(steps)
        turned = L.Flatten()(L.Permute((2, 1))(L.Softmax(axis=1)(scaled)))
        one, other = L.Dense(3)(pooled), L.Dense(3)(L.Concatenate()([L.GlobalMaxPooling1D()(scaled), turned]))
        merged = rng.choice([L.Multiply, L.Average, L.Maximum, L.Minimum, L.Subtract])()([one, other])
        rectified = rng.choice([L.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.05), L.ReLU(), L.LeakyReLU(0.2), L.ELU(0.7)])(merged)
        spread = L.GlobalAveragePooling1D(keepdims=True)(L.Add()([L.Dense(3)(steps), rectified]))
        return keras.Model([words, steps], last(L.Flatten()(L.Maximum()([spread, rectified])))), [(5,), (5, 2)], [h]
    if kind == 10:
        # Layers that normalize.
        normalization = L.Normalization(axis=rng.choice([-1, (1, 2), None]))
        normalization.adapt(np.random.default_rng(5).normal(size=(9, 4, 2)).astype(np.float32))
        scale = rng.random() < 0.6
        layers = [
            normalization,
            L.BatchNormalization(momentum=0.8, scale=scale, beta_regularizer=regularizer(rng), axis=rng.choice([-1, 1])),
            L.LSTM(3, return_sequences=True),
            L.LayerNormalization(epsilon=1e-4, center=scale, gamma_constraint=constraint(rng)),
            L.Flatten(),
            L.BatchNormalization(trainable=rng.random() < 0.7),
            L.Normalization(axis=None, mean=0.5, variance=2.0, invert=True),
            last,
        ]
        return keras.Sequential([keras.Input((4, 2)), *layers]), [(4, 2)], [h]
    # Shared layers, states handed on, two outputs.
    s = keras.Input((5, 2))
    sequence, hidden, cell = lstm(rng, 4, True, return_state=True)(s)
    decoded = L.LSTM(4)(sequence, initial_state=[hidden, cell])
    shared = dense(rng, 4)
    merged = L.Concatenate(axis=-1)([shared(decoded), shared(hidden), a])
    h2 = head(rng)
    outputs = [last(merged), L.Dense(h2[0], activation=h2[1])(merged)]
    return keras.Model([s, a], outputs), [(5, 2), (4,)], [h, h2]


def make(folder, count, ending):
    for i in range(count):
        rng, numbers = random.Random(i), np.random.default_rng(i)
        keras.utils.set_random_seed(i)
        model, shapes, heads = build(rng, i % kinds)
        several = len(heads) > 1
        model.compile(
            optimizer=optimizer(rng),
            loss=single([h[2] for h in heads]),
            loss_weights=[1.0, 0.5] if several else None,
            metrics=[h[3] for h in heads] if several else heads[0][3],
            weighted_metrics=["mse"] if heads[0][2] == "mse" and not several else None,
        )
        x = [numbers.normal(size=(6, *shape)).astype("float32") for shape in shapes]
        if i % kinds in (speaking, 9):
            x[0] = numbers.integers(0, 7, (6, 5)).astype("float32")
            x[1] *= (x[0] != 0)[..., None]
        y = [np.asarray(h[4](numbers, 6), "float32") for h in heads]
        for _ in range(3):
            model.train_on_batch(single(x), single(y))
        model.save(os.path.join(folder, f"{i}{ending}"))
        if ending == ".keras":
            model.save_weights(os.path.join(folder, f"{i}.weights.h5"))
        # What drops at random goes on otherwise there.
        steps = 0 if i % kinds == dropping or ending == ".h5" else 5
        entry = {"x": [tensor(a) for a in x], "y": [tensor(a) for a in y], **measure(model, x, y, steps)}
        with open(os.path.join(folder, f"{i}.json"), "w") as file:
            json.dump(entry, file)


def same_weights(model, path):
    """Whether the file of the weights alone brings back the weights that the model has."""
    weights = model.get_weights()
    model.set_weights([np.zeros_like(w) for w in weights])
    model.load_weights(path)
    return all(np.array_equal(a, b) for a, b in zip(weights, model.get_weights(), strict=True))


def check(folder, ending, train):
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".keras"):
            continue
        stem = os.path.join(folder, name[: -len(".keras")])
        with open(f"{stem}.json") as file:
            entry = json.load(file)
        if not train and not entry["sequential"]:
            continue
        x, y = ([np.array(v, "float32").reshape(s) for s, v in entry[key]] for key in "xy")
        try:
            model = keras.saving.load_model(f"{stem}.keras")
            weights = same_weights(model, f"{stem}.weights.h5")
            result = {**measure(model, x, y, len(entry["scores"]) if train else 0), "weights": weights}
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"[-2000:]}
        with open(f"{stem}{ending}", "w") as file:
            json.dump(result, file)


command, folder, *rest = sys.argv[1:]
if command == "check":
    check(folder, ".out.json", True)
elif command == "predict":
    check(folder, ".oldest.json", False)
else:
    make(folder, int(rest[0]), ".h5" if command == "h5" else ".keras")
