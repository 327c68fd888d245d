"""The summary of a metric: /nps /csat /ces and their like."""
