"""Searching: from what is typed (`query`) and chosen (`filters`) to articles (`found`), by FTS5 and columns in memory."""
