"""Keep and publish: the records, the captures, the versions and the public Datasette site."""
