"""Measurements: what the program does on real pages and nights, and how fast, side by side with others in one run."""
