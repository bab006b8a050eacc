"""Pure search logic: query building, fusion, coverage, calibration of refusal."""
