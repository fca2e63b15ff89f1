"""Keras or PyTorch, native on the CPU with one thread, driven by lines of JSON: python native.py keras|torch"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what the libraries print must not mix with the answers

import numpy as np


def stopwatch():
    """As ../stopwatch.js."""
    start, cpu_before = time.perf_counter(), time.process_time()

    def stop():
        wall, cpu = (time.perf_counter() - start) * 1e3, (time.process_time() - cpu_before) * 1e3
        return {"wall": wall, "cpu": cpu, "taken": min(wall, cpu)}

    return stop


class Keras:
    def __init__(self):
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        import keras

        self.keras = keras
        self.version = f"{keras.__version__} (TensorFlow {tf.__version__})"

    def open(self, model, x, y, weights):
        keras = self.keras
        stack = [keras.Input(model["inputShape"])]
        for layer in model["layers"]:
            if layer["type"] == "lstm":
                stack.append(keras.layers.LSTM(layer["units"], return_sequences=layer["returnSequences"]))
            else:
                stack.append(keras.layers.Dense(layer["units"], layer["activation"]))
        self.model = keras.Sequential(stack)
        self.model.compile("adam", model["loss"])
        self.x, self.y, self.weights, self.batch = x, y, weights, model["batchSize"]
        self.model.set_weights(weights)

    def fit(self, rows, epochs):
        self.model.set_weights(self.weights)
        for variable in self.model.optimizer.variables:
            if variable is not self.model.optimizer._learning_rate:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        x, y = self.x[:rows], self.y[:rows]
        stop = stopwatch()
        self.model.fit(x, y, batch_size=self.batch, epochs=epochs, shuffle=False, verbose=0)
        return stop()

    def predict(self, rows, repetitions):
        x = self.x[:rows]
        stop = stopwatch()
        for _ in range(repetitions):
            if rows <= self.batch:
                self.model.predict_on_batch(x)
            else:
                self.model.predict(x, batch_size=self.batch, verbose=0)
        return stop()

    def predictions(self, rows):
        return self.model.predict_on_batch(self.x[:rows])


class Torch:
    def __init__(self):
        import torch

        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        self.torch = torch
        self.version = torch.__version__

    def open(self, model, x, y, weights):
        torch = self.torch
        self.description, self.initial, self.batch = model, weights, model["batchSize"]
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)
        if model["loss"] == "categorical_crossentropy":
            self.y = self.y.argmax(1)
        self.reset()

    def reset(self):
        torch = self.torch
        width, weights = self.description["inputShape"][-1], iter(self.initial)
        self.stack = []
        for layer in self.description["layers"]:
            units = layer["units"]
            if layer["type"] == "lstm":
                module = torch.nn.LSTM(width, units, batch_first=True)
                kernel, recurrent, bias = next(weights), next(weights), next(weights)
                values = [kernel.T, recurrent.T, bias, np.zeros_like(bias)]
                module.bias_hh_l0.requires_grad_(False)  # Keras has one bias
                names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
            else:
                module = torch.nn.Linear(width, units)
                values, names = [next(weights).T, next(weights)], ["weight", "bias"]
            for name, value in zip(names, values):
                getattr(module, name).data.copy_(torch.from_numpy(np.ascontiguousarray(value)))
            self.stack.append((layer, module))
            width = units
        parameters = [p for _, module in self.stack for p in module.parameters() if p.requires_grad]
        self.optimizer = torch.optim.Adam(parameters, lr=0.001, eps=1e-7)

    def forward(self, x):
        torch = self.torch
        for layer, module in self.stack:
            if layer["type"] == "lstm":
                x, _ = module(x)
                x = x if layer["returnSequences"] else x[:, -1]
            else:
                x = module(x)
                x = torch.relu(x) if layer["activation"] == "relu" else x  # softmax is within the loss
        return x

    def fit(self, rows, epochs):
        functional = self.torch.nn.functional
        loss_of = functional.mse_loss if self.description["loss"] == "mse" else functional.cross_entropy
        self.reset()
        stop = stopwatch()
        for _ in range(epochs):
            total = 0.0
            for begin in range(0, rows, self.batch):
                end = min(begin + self.batch, rows)
                self.optimizer.zero_grad()
                loss = loss_of(self.forward(self.x[begin:end]), self.y[begin:end])
                loss.backward()
                self.optimizer.step()
                total += loss.item()
        return stop()

    def predict(self, rows, repetitions):
        stop = stopwatch()
        with self.torch.inference_mode():
            for _ in range(repetitions):
                for begin in range(0, rows, self.batch):
                    self.forward(self.x[begin : begin + self.batch]).numpy()
        return stop()

    def predictions(self, rows):
        with self.torch.inference_mode():
            output = self.forward(self.x[:rows])
            if self.description["layers"][-1]["activation"] == "softmax":
                output = self.torch.softmax(output, 1)
            return output.numpy()


def read(tensor):
    """An array from { shape, file }."""
    return np.fromfile(tensor["file"], np.float32).reshape(tensor["shape"])


def answer(**values):
    answers.write(json.dumps(values) + "\n")
    answers.flush()


library = {"keras": Keras, "torch": Torch}[sys.argv[1]]()
answer(version=library.version)
for line in sys.stdin:
    request = json.loads(line)
    command = request["command"]
    try:
        if command == "open":
            library.open(
                request["model"], read(request["x"]), read(request["y"]), [read(one) for one in request["weights"]]
            )
            answer(value=None)
        elif command == "fit":
            answer(value=library.fit(request["rows"], request["epochs"]))
        elif command == "predict":
            answer(value=library.predict(request["rows"], request["repetitions"]))
        else:
            answer(value=np.asarray(library.predictions(request["rows"])).ravel().tolist())
    except Exception as error:
        answer(error=f"{type(error).__name__}: {error}")
