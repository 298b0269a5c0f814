"""What people check: which passages to read next, and how far two readers agree."""
