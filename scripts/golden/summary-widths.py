"""Writes test/golden/summary-widths.json: Keras's summaries of models with long names, nested models and narrow terminals.

KERAS_BACKEND=jax python3 scripts/golden/summary-widths.py      (keras 3.15.1)
"""
import os
import re
import shutil

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from cases import cases, write  # noqa: E402
from keras import layers  # noqa: E402
from keras.src.utils import summary_utils  # noqa: E402


def shape_of(layer):
    return re.sub(r"\[/?(color\(\d+\))?\]", "", summary_utils.format_layer_shape(layer))


def describe(layer, nodes):
    connected = []
    for node in getattr(layer, "_inbound_nodes", []):
        if nodes and node not in nodes:
            continue
        connected += [f"{t._keras_history.operation.name}[{t._keras_history.node_index}][{t._keras_history.tensor_index}]" for t in node.input_tensors]
    out = {
        "name": layer.name,
        "className": layer.__class__.__name__,
        "outputShape": shape_of(layer),
        "parameters": layer.count_params() if layer.built else 0,
        "built": bool(layer.built),
        "trainable": layer.trainable,
        "connectedTo": connected,
    }
    if getattr(layer, "layers", None):
        out["nested"] = [describe(inner, nodes) for inner in layer.layers]
    return out


def summary_of(model, connected):
    functional = not isinstance(model, keras.Sequential)
    nodes = [n for v in model._nodes_by_depth.values() for n in v] if functional and connected else []
    parameters = {
        "trainable": summary_utils.count_params(model.trainable_weights),
        "nonTrainable": summary_utils.count_params(model.non_trainable_weights),
    }
    if model.compiled and model.optimizer.built:
        parameters["optimizer"] = summary_utils.count_params(model.optimizer.variables)
    ops = model._operations if functional else model.layers
    return {"name": model.name, "layers": [describe(layer, nodes) for layer in ops], "connected": connected, "parameters": parameters}


def case(model, connected, columns, **options):
    shutil.get_terminal_size = lambda *a: os.terminal_size((columns, 24))
    os.environ["COLUMNS"] = "300"
    out = []
    names = {"lineLength": "line_length", "showTrainable": "show_trainable", "expandNested": "expand_nested"}
    model.summary(print_fn=lambda text, **_: out.append(text), **{names[k]: v for k, v in options.items()})
    cases.append({"summary": summary_of(model, connected), "options": {"columns": columns, **options}, "text": out[0]})


long = keras.Sequential([
    layers.Input((7, 3)),
    layers.LSTM(17, return_sequences=True, name="the_first_of_the_recurrent_layers_of_this_model"),
    layers.LSTM(5, name="short"),
    layers.Dense(1234567, name="a name with several words in it that goes on and on"),
    layers.Dropout(0.5, name="exactly_so_long_that_it_touches"),
    layers.Dense(1, trainable=False),
], name="long_names")
for columns in (48, 53, 80):
    case(long, False, columns)
    case(long, False, columns, showTrainable=True)
for length in (44, 61, 150):
    case(long, False, 80, lineLength=length)

keras.utils.clear_session()
a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
inner = keras.Sequential([layers.Input((2,)), layers.Dense(6, activation="relu"), layers.Dense(2, name="inner_output_layer")], name="inner_model")
outer = keras.Sequential([layers.Input((2,)), inner, layers.Dense(3)], name="holds_another")
shared = layers.Dense(2, name="shared")
pair = layers.Concatenate(name="a_rather_long_name_for_a_join")([outer(inner(shared(a))), inner(shared(layers.Dense(4)(b))), b])
two = keras.Model([a, b], [layers.Dense(1, name="left")(pair), layers.Dense(2, name="right")(pair)], name="two_inputs")
case(two, True, 60)
case(two, True, 80, expandNested=True)
case(two, True, 120, showTrainable=True)
case(two, True, 200, expandNested=True, showTrainable=True)
case(outer, False, 80, expandNested=True)

keras.utils.clear_session()
fitted = keras.Sequential([layers.Input((3, 1)), layers.LSTM(30, return_sequences=True), layers.LSTM(20), layers.Dense(1)])
fitted.compile("adam", "mse")
fitted.fit(np.zeros((4, 3, 1)), np.zeros((4, 1)), verbose=0)
case(fitted, False, 80)
case(keras.Sequential([layers.Dense(3), layers.LSTM(2)], name="unbuilt"), False, 80, showTrainable=True)

write("summary-widths")
