"""Data sets of single-arm proportions: responders and patients per study."""

import numpy as np

# Response in the review's Tables 1 and 2 (Dermine 2019): printed percentages times n, arms averaged.
EMBOLIZATION = (
    [24, 8, 16, 11, 5, 2, 17, 10, 40, 100, 5, 21, 25, 16, 45, 16, 17, 76, 10, 17, 27, 10, 21],
    [25, 23, 20, 30, 20, 26, 23, 14, 84, 122, 15, 46, 67, 27, 77, 20, 38, 123, 18, 26, 46, 30, 91],
)
RADIOEMBOLIZATION = (
    [104, 17, 1, 22, 6, 23, 22, 6, 14, 7, 26, 9, 10, 14, 8],
    [148, 34, 8, 42, 9, 58, 41, 13, 14, 23, 40, 42, 18, 30, 11],
)
SYMPTOMS_EMBOLIZATION = (
    [22, 23, 13, 10, 13, 13, 54, 67, 112, 6, 61, 21, 47, 25, 49],
    [25, 23, 20, 20, 23, 14, 59, 84, 122, 15, 67, 27, 77, 38, 91],
)
SYMPTOMS_RADIOEMBOLIZATION = ([19, 14, 18, 34, 40, 11], [34, 14, 23, 40, 42, 11])

PAIR = ([3, 9], [10, 12])
TRIO = ([1, 5, 9], [10, 11, 10])
GIANT = ([30_000, 50_000, 5, 3, 2], [100_000, 100_000, 15, 11, 9])
RARE = ([1, 9, 0, 3, 0, 2, 14, 1], [1000, 2500, 800, 3100, 600, 4000, 2200, 900])
WIDE = ([1, 99, 50, 2, 98, 97, 3], [100] * 7)
VERY_WIDE = ([0, 1000, 500, 1, 999, 1000, 3], [1000] * 7)
IDENTICAL = ([5] * 6, [20] * 6)
SOME_AT_THE_EDGE = ([0, 12, 20, 15, 3], [10, 12, 20, 30, 15])

SLOPE = (
    [3, 5, 8, 9, 4, 7, 12, 2, 14, 6],
    [10, 12, 15, 20, 11, 18, 14, 20, 16, 25],
    np.array([-2, -1, 0, 1, 2, -1, 1.5, 0.5, 2, -0.5]),
)

HETEROGENEOUS = {
    "embolization": EMBOLIZATION,
    "radioembolization": RADIOEMBOLIZATION,
    "symptoms, embolization": SYMPTOMS_EMBOLIZATION,
    "symptoms, radioembolization": SYMPTOMS_RADIOEMBOLIZATION,
    "two studies": PAIR,
    "three studies": TRIO,
    "giant studies": GIANT,
    "rare events": RARE,
    "wide": WIDE,
    "very wide": VERY_WIDE,
    "some at the edge": SOME_AT_THE_EDGE,
}
