"""What the bench is made of: a town to ask about, load, and meters."""
