"""Plain text, and transcripts of slides."""
