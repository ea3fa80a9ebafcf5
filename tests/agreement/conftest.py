"""Makes the shared modules of this folder importable: `from generated import draw_rows`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
