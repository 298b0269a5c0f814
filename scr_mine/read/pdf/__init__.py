"""PDF through PDFium."""
