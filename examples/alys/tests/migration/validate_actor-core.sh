#!/usr/bin/env bash
# After actor-core: one step, and the blocks of its writers are there.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=actor-core STEPS=1 LEAST_BLOCKS=503 bash "$(dirname "$0")/check.sh"
