import os

# Tests of the commands go by the fast model, whether or not what the other needs is installed.
os.environ["SCR_MINE_MODEL"] = "lexical"
# Nor do they start processes, except where that is what is tested.
os.environ["SCR_MINE_WORKERS"] = "0"
