"""Makes the shared modules of this folder importable: `from metafor_reference import SETS`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
