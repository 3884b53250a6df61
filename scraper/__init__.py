"""Find, fetch, read and run: sources, spiders, readers, the night's sequence and the command line."""
