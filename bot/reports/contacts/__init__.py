"""/contacts: contacts for each 10,000 orders."""
