"""Clean and compare: boilerplate, shingles and clusters, as pure functions over records."""
