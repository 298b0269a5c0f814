"""From tagged passages to tables in which the review is the unit that is counted."""
