"""What lessons say that no theme of the codebook covers: candidates for a person to read."""
