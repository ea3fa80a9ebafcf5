"""MongoDB's query language, as mongomock imitates it: which documents a query finds.

The document asked about has neither field; `true` means that the query finds it.
"""

from importlib.metadata import version

import mongomock
from tell import tell

CASES = mongomock.MongoClient().db.cases
KNOWN = mongomock.MongoClient().db.cases
KNOWN.insert_one({"ki67": 5})
CASES.insert_one({"_id": 1, "yes": True, "no": False, "nan": float("nan")})


def found(query):
    return lambda: CASES.count_documents(query) == 1


def table(cases):
    low = {"$cond": [{"$lt": ["$ki67", 10]}, "low", "not low"]}
    return next(cases.aggregate([{"$project": {"found": low}}]))["found"]


tell(
    version("mongomock"),
    missing=found({"ki67": {"$lt": 10}}),
    negated=found({"progression": {"$ne": True}}),
    or_true=found({"$or": [{"a": True}, {"yes": True}]}),
    or_false=found({"$or": [{"a": True}, {"no": True}]}),
    table=lambda: table(CASES),
    nan=found({"nan": {"$gt": 5}}),
    control=lambda: table(KNOWN),
)
