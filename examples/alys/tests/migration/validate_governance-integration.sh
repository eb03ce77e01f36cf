#!/usr/bin/env bash
# After governance-integration: four steps, and the chain went on.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=governance-integration STEPS=4 LEAST_BLOCKS=510 bash "$(dirname "$0")/check.sh"
