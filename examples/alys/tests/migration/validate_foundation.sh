#!/usr/bin/env bash
# After foundation: the state of the migration is kept, and nothing has changed yet.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=foundation STEPS=0 LEAST_BLOCKS=500 bash "$(dirname "$0")/check.sh"
