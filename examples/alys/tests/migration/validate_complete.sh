#!/usr/bin/env bash
# After complete: five steps, none of them failed or taken back.
# DATABASE_URL names the database.
set -euo pipefail

PHASE=complete STEPS=5 LEAST_BLOCKS=500 bash "$(dirname "$0")/check.sh"

# The program agrees, and takes no step from here.
status="$(cargo run --locked --quiet -- migrate --to complete)"
printf '%s\n' "${status}"
if [[ "${status}" != 'phase complete, steps 5, errors 0, rollbacks 0' ]]; then
  printf 'alys migrate --to complete took a step, or tells something else than the database.\n' >&2
  exit 1
fi
