"""The programs that parse, check, render and build the illustrative reviews of this folder."""
