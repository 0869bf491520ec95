"""The palette: one colour for each idea, the same in every instrument, figure and card; in a light and in a dark edition."""

import json
from pathlib import Path

PALETTE = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
