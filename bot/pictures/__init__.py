"""How pictures are drawn, and the parts that all charts are built of."""
