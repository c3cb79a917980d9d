"""What the tests of faults share: a city to write to, load upon it, and hands on its parts."""
