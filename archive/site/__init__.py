"""The public site: pages over press.db inside Datasette. Routes in `plugin`, pages in `pages`, SQL in `queries`."""
