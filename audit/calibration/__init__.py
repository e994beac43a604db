"""The norms of one's own data, and what each limit of a rule would flag in it.

Nothing here changes a run: what is found is printed as options, for a person to take or leave.
"""

from __future__ import annotations

from audit.calibration._norms import Candidate, Norm, Sample, calibrate
from audit.calibration._options import options_block
from audit.calibration._tables import show_norms

__all__ = ["Candidate", "Norm", "Sample", "calibrate", "options_block", "show_norms"]
