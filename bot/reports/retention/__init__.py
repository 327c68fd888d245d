"""/retention: who came again."""
