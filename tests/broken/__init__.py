"""A corpus of broken and hostile files, made by `make.py`, for every format that is read."""
