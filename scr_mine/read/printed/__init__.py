"""Printed lines back into paragraphs, headings, bullets and rows: what PDF and text share."""
