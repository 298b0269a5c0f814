"""Published national figures, and our case features beside them."""
