"""Embedders, rerankers, entailment models and writers, one file each."""
