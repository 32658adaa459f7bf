"""Numbers as bytes: the same values give the same text, on every machine and in every process."""

import json
import math


def dumps(value: object) -> str:
    """JSON with sorted keys, LF and every digit of a float; what is not a finite number is null.

    value: nested dict, list and tuple of str, int, float, bool and None; TypeError for anything else.
    """
    return json.dumps(_plain(value), sort_keys=True, indent=1, allow_nan=False) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        # Adding 0 turns -0.0 into 0.0: the sign of nothing would be the only difference between two reports.
        return value + 0.0 if math.isfinite(value) else None
    return value
