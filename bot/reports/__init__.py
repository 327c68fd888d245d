"""What staff can ask for: commands read, figures found, pages written and paged."""
