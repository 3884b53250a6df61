"""A forest of oblivious decision trees, as gradient boosting with CatBoost grows them, evaluated with numpy.

In an oblivious tree all nodes of a level ask the same question, so that a tree of depth d is d comparisons and a table
of 2 to the power of d values (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS
2018). Leaf values are whole numbers: sums of them are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np

UNIT = 4096
"""What leaf values are fractions of, in log-odds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forest:
    """Trees of one depth."""

    names: tuple[str, ...]
    """The columns that it was grown on, in order."""
    columns: np.ndarray
    """int, depth by trees: which column is asked about."""
    borders: np.ndarray
    """float32, depth by trees: whether it is greater than this."""
    leaves: np.ndarray
    """int32, trees by 2^depth: the answer; level k of the tree is bit k of the index."""
    bias: int
    """What is added to the sum of the answers."""

    def log_odds(self, rows: np.ndarray) -> np.ndarray:
        """For each row of features the log-odds of a yes, as whole `UNIT`ths."""
        by_column = np.ascontiguousarray(rows.T, dtype=np.float32)
        trees, size = self.leaves.shape
        index = np.zeros((trees, len(rows)), dtype=np.min_scalar_type(size - 1))
        for level, (columns, borders) in enumerate(zip(self.columns, self.borders, strict=True)):
            answers = by_column.take(columns, axis=0) > borders[:, None]
            index |= np.left_shift(answers, level, dtype=index.dtype)
        starts = np.arange(0, trees * size, size)[:, None]
        return self.leaves.reshape(-1).take(starts + index).sum(axis=0, dtype=np.int64) + self.bias

    def to_bytes(self) -> bytes:
        """As an uncompressed NumPy archive (``.npz``) without pickled objects."""
        file = BytesIO()
        np.savez_compressed(
            file,
            names=np.array(self.names),
            columns=self.columns.astype(np.uint8),
            borders=self.borders.astype(np.float32),
            leaves=self.leaves.astype(np.int32),
            bias=np.int64(self.bias),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Forest:
        """What `to_bytes` wrote."""
        with np.load(BytesIO(data), allow_pickle=False) as parts:
            return cls(
                names=tuple(parts["names"].tolist()),
                columns=parts["columns"].astype(np.int64),
                borders=parts["borders"],
                leaves=parts["leaves"],
                bias=int(parts["bias"]),
            )


@cache
def grown() -> Forest:
    """The forest that comes with the program, grown by ``bench/content.py``."""
    return Forest.from_bytes(resources.files("dedupe").joinpath("content_forest.npz").read_bytes())
