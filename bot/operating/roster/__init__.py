"""Who is staff, and where: /staff."""
