#!/usr/bin/env bash
# After the backup was restored: the database is in the phase before, and nothing of the tested phase is left in it.
# DATABASE_URL names the database, MIGRATION_PHASE the phase that was tested.
set -euo pipefail

PHASES=(foundation actor-core sync-improvement lighthouse-migration governance-integration complete)

main() {
  local step
  for step in "${!PHASES[@]}"; do
    if [[ "${PHASES[step]}" == "${MIGRATION_PHASE:?}" ]]; then
      break
    fi
  done
  if [[ "${PHASES[step]}" != "${MIGRATION_PHASE}" ]] || (( step == 0 )); then
    printf 'MIGRATION_PHASE is %s. Name a phase that has one before it.\n' "${MIGRATION_PHASE}" >&2
    exit 64
  fi
  PHASE="${PHASES[step - 1]}" STEPS="$((step - 1))" bash "$(dirname "$0")/check.sh"
  # A node of the phase before runs over it.
  cargo run --locked --quiet -- verify
}

main "$@"
