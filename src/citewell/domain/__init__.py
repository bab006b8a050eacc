"""Records, closed vocabularies, errors and ports; standard library only."""
