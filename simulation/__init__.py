"""The whole bot in a simulated world: one seed decides all that happens, and all that breaks."""
