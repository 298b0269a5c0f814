import os

from hypothesis import HealthCheck, settings

# Tests of the commands go by the fast model, whether or not what the other needs is installed.
os.environ["SCR_MINE_MODEL"] = "lexical"
# Nor do they start processes, except where that is what is tested.
os.environ["SCR_MINE_WORKERS"] = "0"

# No test asserts a time, least of all on a busy machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
