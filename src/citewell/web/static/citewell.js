// Citewell's own module. Every page works without it.
