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


def covariance(a, b, lengths):
    """Matérn 5/2 plus the variance 1 of the unknown mean."""
    r = np.sqrt(5) * np.linalg.norm((a[:, None, :] - b[None, :, :]) / lengths, axis=-1)
    return 1 + (1 + r + r**2 / 3) * np.exp(-r)


def predictions(question):
    points, values = np.array(question["points"]), np.array(question["values"])
    at, lengths = np.array(question["at"]), np.array(question["lengths"])
    k = covariance(points, points, lengths) + question["noise"] * np.eye(len(points))
    across = covariance(at, points, lengths)
    inverse = np.linalg.inv(k)
    mean = across @ inverse @ values
    variance = question["variance"] * (2 - np.einsum("ij,jk,ik->i", across, inverse, across))
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
