"""Words rather than themes: which differ, and where a phrase stands."""
