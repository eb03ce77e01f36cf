#!/usr/bin/env bash
# Looks at the database with SQL alone, so that a mistake of the program cannot hide itself: the phase in force, the
# steps that led there, and the chain of blocks.
#
# DATABASE_URL  the database
# PHASE         phase that must be in force
# STEPS         how many steps must have led there
# LEAST_BLOCKS  how many blocks there must be at least (default: 500, those of the test data)
#
# Ends with 1 where something is not as it must be, 64 where a variable is missing.
set -euo pipefail
shopt -s inherit_errexit

fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

# Prints what a statement answers, one line a row.
sql() {
  psql "${DATABASE_URL:?}" --no-psqlrc --quiet --no-align --tuples-only --field-separator=' ' --set=ON_ERROR_STOP=1 --command="$1"
}

expect() {
  local -r what="$1" wanted="$2" found="$3"
  if [[ "${found}" != "${wanted}" ]]; then
    fail 1 "${what}: ${found:-nothing}, expected ${wanted}"
  fi
  printf '%s: %s\n' "${what}" "${found}"
}

check_chain() {
  local counts blocks strangers
  counts="$(sql 'SELECT count(*), coalesce(max(height), -1) + 1 FROM block')"
  blocks="${counts% *}"
  expect 'Blocks, and height of the next one' "${blocks} ${blocks}" "${counts}"
  if (( blocks < ${LEAST_BLOCKS:-500} )); then
    fail 1 "${blocks} blocks, expected ${LEAST_BLOCKS:-500} or more"
  fi
  strangers="$(sql "
    SELECT count(*) FROM block AS later LEFT JOIN block AS earlier ON earlier.height = later.height - 1
    WHERE later.parent <> CASE WHEN later.height = 0 THEN decode(repeat('00', 32), 'hex')
      ELSE sha256(int8send(earlier.height) || earlier.parent || earlier.payload) END")"
  expect 'Blocks that do not name their parent' 0 "${strangers}"
}

main() {
  local name migration
  for name in DATABASE_URL PHASE STEPS; do
    if [[ -z "${!name:-}" ]]; then
      fail 64 "${name} is empty. Set the environment variable ${name}."
    fi
  done
  migration="$(sql 'SELECT phase, steps, errors, rollbacks FROM migration')"
  expect 'Phase, steps, errors, rollbacks' "${PHASE:?} ${STEPS:?} 0 0" "${migration}"
  check_chain
}

main "$@"
