"""`make bench`: every comparison, side by side in one run."""

from __future__ import annotations

from bench import fetch, forms, neardup, site, stages, storage


def main() -> None:
    """Run them one after the other."""
    print("fetch + capture against bare Scrapy with a no-op parser")
    for name, rate in fetch.bench().items():
        print(f"  {name:<10} {rate}")
    print("\nreading + cleaning against trafilatura")
    stages.main([])
    print("\nstoring, checking and reading back")
    storage.main([])
    print("\nnear-duplicates against datasketch")
    neardup.compare(100_000)
    print("\nforms of Swedish words against exact, prefix and Snowball search")
    forms.main([])
    print("\nthe public site against bare FTS5 and a bare table page")
    site.main([])


if __name__ == "__main__":
    main()
