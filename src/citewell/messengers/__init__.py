"""One file per way that news go out of the instance to those who look after articles."""
