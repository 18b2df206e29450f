# SPDX-License-Identifier: GPL-3.0-or-later
"""What PyTorch and numpy say about the parts of a search: argv[1] a question in JSON, argv[2] the answer."""

import json
import sys

import numpy as np


def sobol(question):
    """The first points of the sequence in 1 to so many dimensions."""
    import torch  # takes seconds

    def points(dimensions):
        engine = torch.quasirandom.SobolEngine(dimensions, scramble=False)
        return engine.draw(question["count"], dtype=torch.float64).tolist()

    return [points(dimensions) for dimensions in range(1, question["dimensions"] + 1)]


def matern52(squared):
    r = np.sqrt(5 * squared)
    return (1 + r + r**2 / 3) * np.exp(-r)


def covariance(a, b, lengths):
    """A mean, the parts that both have, and what is peculiar to a family."""
    parts = {kind: (axis, np.array(at)) for kind, axis, at in b["parts"]}
    distances = [np.sum(((np.array(at) - parts[kind][1]) / lengths[axis:axis + len(at)]) ** 2)
                 for kind, axis, at in a["parts"] if kind in parts]
    shared = sum(0.5 * (0.5 + matern52(distance)) for distance in distances)
    own = 0.1 + 0.3 * matern52(sum(distances)) if a["family"] == b["family"] else 0
    return 0.25 + shared + own


def covariances(a, b, lengths):
    return np.array([[covariance(left, right, lengths) for right in b] for left in a])


def predictions(question):
    points, values, at = question["points"], np.array(question["values"]), question["at"]
    lengths = np.array(question["lengths"])
    k = covariances(points, points, lengths) + question["noise"] * np.eye(len(points))
    across = covariances(at, points, lengths)
    inverse = np.linalg.inv(k)
    mean = across @ inverse @ values
    prior = np.array([covariance(each, each, lengths) for each in at])
    variance = question["variance"] * (prior - np.einsum("ij,jk,ik->i", across, inverse, across))
    return {"mean": mean.tolist(), "sd": np.sqrt(variance).tolist()}


def improvement(question):
    """The expected hypervolume improvement by simulation: mean and standard error."""
    random = np.random.default_rng(7)
    front = np.array(question["points"])
    reference = np.array(question["reference"])
    draws = random.normal(question["mean"], question["sd"], size=(400_000, 2))
    corners = np.maximum(front, reference)
    order = np.argsort(corners[:, 0])
    corners = corners[order]
    # The height of the dominated area over each strip between two corners.
    heights = np.maximum.accumulate(corners[::-1, 1])[::-1]
    left = np.concatenate([[reference[0]], corners[:, 0]])
    right = np.concatenate([corners[:, 0], [np.inf]])
    heights = np.concatenate([heights, [reference[1]]])
    width = np.clip(np.minimum(draws[:, :1], right) - left, 0, None)
    height = np.clip(draws[:, 1:] - heights, 0, None)
    gains = (width * height).sum(axis=1)
    return {"mean": gains.mean(), "error": gains.std() / np.sqrt(len(gains))}


if __name__ == "__main__":
    asked = json.load(open(sys.argv[1]))
    answer = {"sobol": sobol, "predictions": predictions, "improvement": improvement}[asked["kind"]](asked)
    json.dump(answer, open(sys.argv[2], "w"))
