# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what TensorBoard's own reader finds in a folder of runs: {run: {tag: [[time, step, value]]}}."""
import json
import os
import sys

from tensorboard.backend.event_processing import event_accumulator

found = {}
for run in sorted(os.listdir(sys.argv[1])):
    accumulator = event_accumulator.EventAccumulator(
        os.path.join(sys.argv[1], run), size_guidance={event_accumulator.SCALARS: 0})
    accumulator.Reload()
    found[run] = {tag: [[e.wall_time, e.step, e.value] for e in accumulator.Scalars(tag)]
                  for tag in accumulator.Tags()["scalars"]}
print(json.dumps(found))
