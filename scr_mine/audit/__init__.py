"""How wrong the marks are: passages drawn for a person to check, and rates put right by them."""
