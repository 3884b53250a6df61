"""The site's questions to press.db: each takes an open connection and returns rows."""
