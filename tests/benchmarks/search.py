# SPDX-License-Identifier: GPL-3.0-or-later
"""Our search against chance and Optuna's NSGA-II and TPE on one table of recorded trials; appends to RESULTS.md.

    build/benchmark-venv/bin/python tests/benchmarks/search.py build/ci/tests/engine/search/search_benchmark \
        [--table tests/benchmarks/trials-demo-de-en.json] [--seeds n] [--record STUDY SWEEP]

The table has, for every configuration of a grid, its strategy and its dev BLEU, mean of seeds, on the new (x) and old (y) domains;
--record makes it from a study's sweep. All samplers choose among the same trials and see the same scores; a trial that
a sampler asks for again costs it nothing. The measure is the share of the whole table's hypervolume after so many trials.
"""
import argparse
import collections
import datetime
import json
import pathlib
import sqlite3
import statistics
import subprocess

import optuna

import shared

AFTER = (8, 12, 16, 24)
QUERY = """
SELECT job.config, score.role, avg(score.value) FROM job
JOIN sweep_job ON sweep_job.job_id = job.id AND sweep_job.sweep_id = ?
JOIN evaluation ON evaluation.job_id = job.id AND evaluation.split = 'dev' AND evaluation.selected
JOIN score ON score.evaluation_id = evaluation.id AND score.metric = 'bleu'
WHERE job.kind = 'trial' AND job.state = 'done' GROUP BY job.id, score.role
"""


def record(study, sweep, table):
    """A row for each strategy of the sweep with trials that are done and have the newest budget: the mean of its seeds."""
    rows = collections.defaultdict(lambda: collections.defaultdict(list))
    updates = {}
    with sqlite3.connect(f"file:{study}/study.db?mode=ro", uri=True) as database:
        for config, role, value in database.execute(QUERY, (sweep,)):
            config = json.loads(config)
            key = json.dumps(config["strategy"], sort_keys=True)
            budget = config["training"]["budget"]["updates"] if config["strategy"]["adapts"] else None
            updates[key, budget] = True
            rows[key, budget]["x" if role == "new" else "y"].append(value)
    newest = collections.Counter(budget for _, budget in updates if budget).most_common(1)[0][0]
    chosen = [{"strategy": json.loads(key), **{axis: round(statistics.mean(values), 3) for axis, values in scores.items()}}
              for (key, budget), scores in rows.items() if budget in (None, newest)]
    table.write_text("[\n" + ",\n".join(json.dumps(row) for row in chosen) + "\n]\n")


def hypervolume(points, reference):
    front = sorted((p for p in points if p[0] > reference[0] and p[1] > reference[1]), reverse=True)
    volume, height = 0.0, reference[1]
    for x, y in front:
        if y > height:
            volume += (x - reference[0]) * (y - height)
            height = y
    return volume


def cells_of(table):
    """Strategy name -> parameter values -> row, for samplers that choose by parameters."""
    cells = collections.defaultdict(dict)
    for i, row in enumerate(table):
        numbers = tuple((part["kind"], name, value) for part in row["strategy"]["parts"]
                        for name, value in sorted(part["parameters"].items())
                        if isinstance(value, (int, float)) and name in ("lambda", "ratio", "weight", "share"))
        cells[row["strategy"]["name"]][numbers] = i
    return cells


def play(sampler, table, trials):
    """The rows that an Optuna sampler takes, in order, without repetitions."""
    cells, taken = cells_of(table), []

    def objective(trial):
        name = trial.suggest_categorical("strategy", sorted(cells))
        axes = collections.defaultdict(set)
        for numbers in cells[name]:
            for kind, parameter, value in numbers:
                axes[kind, parameter].add(value)
        chosen = tuple((kind, parameter, trial.suggest_categorical(f"{name} {kind}.{parameter}", sorted(values)))
                       for (kind, parameter), values in axes.items())
        row = cells[name][chosen]
        if row not in taken:
            taken.append(row)
        return table[row]["x"], table[row]["y"]

    study = optuna.create_study(directions=["maximize", "maximize"], sampler=sampler)
    for _ in range(40 * trials):
        study.optimize(objective, n_trials=1)
        if len(taken) >= trials:
            break
    return taken


def shares(orders, table):
    points = [(row["x"], row["y"]) for row in table]
    lows = [min(p[axis] for p in points) for axis in (0, 1)]
    highs = [max(p[axis] for p in points) for axis in (0, 1)]
    reference = [low - 0.1 * (high - low) for low, high in zip(lows, highs)]
    whole = hypervolume(points, reference)
    return {n: [100 * hypervolume([points[i] for i in order[:n]], reference) / whole for order in orders]
            for n in AFTER if n < len(table)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--table", type=pathlib.Path, default=shared.HERE / "trials-demo-de-en.json")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--record", nargs=2, metavar=("STUDY", "SWEEP"))
    options = parser.parse_args()
    if options.record:
        record(*options.record, options.table)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    table = json.loads(options.table.read_text())
    most = max(AFTER)
    ours = json.loads(subprocess.run([options.program, options.table, str(options.seeds)], check=True,
                                     capture_output=True, text=True).stdout)
    seeds = range(1, options.seeds + 1)
    results = {
        "expected hypervolume (ours)": ours["hypervolume"],
        "by chance (ours)": ours["random"],
        "Optuna NSGA-II, population 8": [
            play(optuna.samplers.NSGAIISampler(population_size=8, seed=s), table, most) for s in seeds],
        "Optuna TPE": [play(optuna.samplers.TPESampler(seed=s), table, most) for s in seeds],
    }
    measured = {name: shares(orders, table) for name, orders in results.items()}
    counts = list(next(iter(measured.values())))
    lines = [f"\n## Search, {datetime.date.today()}\n",
             f"`tests/benchmarks/search.py`, {options.table.name}: {len(table)} trials, dev BLEU; share of the whole "
             f"table's hypervolume after so many trials, mean and standard deviation over {options.seeds} seeds. "
             f"Optuna {optuna.__version__}.\n",
             "| sampler | " + " | ".join(f"after {n}" for n in counts) + " |",
             "|---|" + "---:|" * len(counts)]
    for name, by_count in measured.items():
        lines.append(f"| {name} | " + " | ".join(
            f"{statistics.mean(by_count[n]):.1f} % (± {statistics.stdev(by_count[n]):.1f})" for n in counts) + " |")
    text = "\n".join(lines) + "\n"
    shared.report(text)


if __name__ == "__main__":
    main()
