"""What the test of the wall shares: a world of its own for a courier, and what is said to be reached there."""
