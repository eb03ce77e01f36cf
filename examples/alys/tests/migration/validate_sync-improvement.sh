#!/usr/bin/env bash
# After sync-improvement: two steps, and the imported blocks are there.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=sync-improvement STEPS=2 LEAST_BLOCKS=700 bash "$(dirname "$0")/check.sh"
