"""Places that documents come from, one file each."""
