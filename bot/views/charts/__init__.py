"""What is drawn, as Vega-Lite specifications: data in, data out."""
