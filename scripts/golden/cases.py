"""What the scripts have in common that write what Keras has, whole trainings above all.

Arrays are {shape, data}, row-major, with the shortest decimals that read back as the same float32. NaN and infinities are strings.
All inputs come from a seeded generator; initial weights are given. `fit` runs with shuffle=False.
"""
import json
import pathlib

import keras
import numpy as np

rng = np.random.default_rng(20240601)


def normal(*shape, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def one_hot(labels, count):
    return np.eye(count, dtype=np.float32)[labels]


def number(value):
    value = np.float32(value)
    return float(str(value)) if np.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]


def pack(value):
    if isinstance(value, dict):
        return {key: pack(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(one) for one in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        return number(array)
    return {"shape": list(array.shape), "data": [number(one) for one in array.astype(np.float32).ravel()]}


def weights_of(model):
    return [{"path": one.path, "value": {**pack(np.atleast_1d(np.asarray(one))), "shape": list(one.shape)}} for one in model.weights]


def start(model):
    """Gives every weight a value that tells rows from columns and gates from each other. Variances are positive."""
    values = [normal(*one.shape, scale=0.4) for one in model.weights]
    model.set_weights([np.abs(value) + 0.1 if "variance" in one.name else value for one, value in zip(model.weights, values)])
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return weights_of(model)


cases = []


def trained(id, model, compile, fit, x, y, validation=None, sample_weight=None, class_weight=None, extra=None):
    """A whole training: history, weights after it, and what evaluate and predict then say."""
    initial = start(model)
    options = dict(compile)
    make = options["optimizer"]
    options["optimizer"] = keras.optimizers.deserialize(make) if isinstance(make, dict) else make
    model.compile(**options)
    arguments = {}
    if validation is not None:
        arguments["validation_data"] = validation
    if sample_weight is not None:
        arguments["sample_weight"] = sample_weight
    if class_weight is not None:
        arguments["class_weight"] = class_weight
    history = model.fit(x, y, shuffle=False, verbose=0, **fit, **arguments)
    logs = {key: [pack(np.float32(one)) for one in values] for key, values in history.history.items()}
    evaluation = model.evaluate(x, y, batch_size=fit["batch_size"], verbose=0, return_dict=True, **({"sample_weight": sample_weight} if sample_weight is not None else {}))
    case = {
        "id": id,
        "kind": "training",
        "config": json.loads(model.to_json()),
        "compile": compile,
        "fit": {**fit, "shuffle": False},
        "x": pack(x),
        "y": pack(y),
        "validation": pack(validation) if validation is not None else None,
        "sampleWeight": pack(sample_weight) if sample_weight is not None else None,
        "classWeight": class_weight,
        "initialWeights": initial,
        "history": logs,
        "historyKeys": list(logs),
        "evaluate": {key: pack(np.float32(value)) for key, value in evaluation.items()},
        "predict": pack(model.predict(x, verbose=0)),
        "finalWeights": weights_of(model),
        **(extra or {}),
    }
    cases.append({key: value for key, value in case.items() if value is not None})


def sequential(*parts, name=None):
    keras.utils.clear_session()
    return keras.Sequential(list(parts), name=name)


def write(name):
    path = pathlib.Path(__file__).parent.parent.parent / "test" / "golden" / f"{name}.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases) + "\n]\n")
    print(len(cases), path.stat().st_size)
