"""The pages, a module each: what an address asks of press.db and which template shows it."""
