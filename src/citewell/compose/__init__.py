"""Pure composition: question understanding, outlines, selection, disagreement, assembly."""
