"""Writes test/golden/progress.json: what Keras's progress bar prints, with a clock that is told the time.

KERAS_BACKEND=jax python3 scripts/golden/progress.py      (keras 3.15.1)
"""
import json
import os
import pathlib
import random
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
from keras.src.utils import io_utils, progbar  # noqa: E402

time = 0.0
progbar.time.time = lambda: time
written = []
io_utils.print_msg = lambda message, line_break=True: written.append(message + ("\n" if line_break else ""))
sys.stdout.isatty = lambda: True


def run(name, target, updates, verbose=1, start=1000.0):
    """updates: (time since start, current, values, finalize)"""
    global time
    time = start
    written.clear()
    bar = progbar.Progbar(target, verbose=verbose, stateless_metrics=set())
    for at, current, values, finalize in updates:
        time = start + at
        bar.update(current, list(values.items()), finalize=finalize)
    return {"name": name, "target": target, "verbose": verbose, "start": start, "updates": updates, "written": list(written)}


rng = random.Random(1)
cases = []
for verbose in (1, 2):
    logs = {"accuracy": 0.5, "loss": 0.2770}
    cases += [
        run("two steps", 2, [[2.0, 1, logs, None], [4.0, 2, logs, None]], verbose),
        run("too soon to draw", 5, [[0.04 * i, i, {"loss": 1 / i}, None] for i in range(1, 6)], verbose),
        run("one step", 1, [[0.097, 1, {}, None]], verbose),
        run("microseconds", 1000, [[0.0005 * i, i, {"loss": 2.5}, i == 1000] for i in (1, 150, 151, 300, 999, 1000)], verbose),
        run("minutes and hours", 100000, [[0.3 * i, i, {"loss": 2.5}, False] for i in (1, 2, 5000, 90000, 99900, 99990)], verbose),
        run("slow", 12, [[61.0 * i, i, {"loss": 2.5}, False] for i in range(1, 12)] + [[733.5, 12, logs, True]], verbose),
        run("unknown length", None, [[0.336 * i, i, {"loss": 0.2955}, False] for i in (1, 2, 30)], verbose),
        run("zero steps", 3, [[1.0, 0, {}, None], [2.0, 0, {"loss": 1.0}, True]], verbose),
        run("shorter", 4, [[1.0, 1, {"loss": 123456.789}, None], [2.0, 2, {"loss": 1.0}, None], [3.5, 4, {"loss": 0.5}, True]], verbose),
        run("finalized with validation", 3, [[0.1, 1, logs, False], [0.2, 2, logs, False], [0.3, 3, logs, False], [0.45, 3, {**logs, "val_loss": 0.2132}, True]], verbose),
    ]
    values = [0.0, -0.0, 1e-3, 1.0000001e-3, 9.9999e-4, -1e-3, -0.5, 0.5, 0.03125, 0.09375, 2.00005, -0.03125, 1234567.875, 1e22, 1.5e-45, 1e-100, 5e-324,
              float("inf"), float("-inf"), float("nan"), 0.0001220703125, 9.765625e-4, -0.00390625, 0.99995, 0.99994999]
    values += [rng.uniform(-1, 1) * 10 ** rng.uniform(-8, 4) for _ in range(60)]
    for i in range(0, len(values), 12):
        cases.append(run(f"values {i}", 1, [[0.5, 1, {f"v{i + j}": v for j, v in enumerate(values[i : i + 12])}, None]], verbose))
    times = [0.0004995, 0.0005005, 0.00095, 0.0009996, 0.001, 0.0015, 0.0025, 0.5, 0.9996, 0.99951, 1.0, 1.5, 2.5, 3.5, 59.5, 60.0, 60.5, 3600.0, 3601.0, 7325.0]
    for at in times:
        cases.append(run(f"time {at}", 3, [[at, 1, {}, None], [at * 2.25, 2, {}, None], [at * 3, 3, {}, None]], verbose, start=0.0))

folder = pathlib.Path(__file__).parent.parent.parent / "test" / "golden"
with open(folder / "progress.json", "w") as file:
    plain = lambda v: {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(str(v), v) if isinstance(v, float) else v
    for case in cases:
        case["updates"] = [[t, c, {k: plain(v) for k, v in values.items()}, f] for t, c, values, f in case["updates"]]
    file.write("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")
