import os

# Tests of the commands go by the fast model, whether or not what the other needs is installed.
os.environ["SCR_MINE_MODEL"] = "lexical"
