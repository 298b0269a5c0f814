"""From tables and reading reports to what people open: text, CSV, JSON, Markdown."""
