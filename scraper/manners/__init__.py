"""How the crawl behaves towards a host, and what it does not let in."""
