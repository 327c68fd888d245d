"""/responses: who was asked, who answered, who was not asked at all."""
