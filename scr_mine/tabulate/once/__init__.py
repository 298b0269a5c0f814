"""What repeats another passage, found and counted once."""
