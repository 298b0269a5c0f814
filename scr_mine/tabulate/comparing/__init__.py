"""Group beside group, and one review beside a group."""
