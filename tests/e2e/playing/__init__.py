"""How .http stories are read, played and told: see ../play."""
