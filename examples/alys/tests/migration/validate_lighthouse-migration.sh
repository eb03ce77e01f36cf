#!/usr/bin/env bash
# After lighthouse-migration: three steps, and blocks of the new execution layer are there.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=lighthouse-migration STEPS=3 LEAST_BLOCKS=510 bash "$(dirname "$0")/check.sh"
