#!/usr/bin/env bash
# Ends the processes of a job that are left when it is over: those that have its mark, RUNNER_TRACKING_ID, in their
# environment, however they were started. The first argument is the mark.
set -euo pipefail

marked() {
  local mark="RUNNER_TRACKING_ID=$1" pid
  if [[ -r /proc/self/environ ]]; then
    { grep --files-with-matches --null-data --line-regexp --fixed-strings --no-messages "${mark}" /proc/[0-9]*/environ || true; } | while IFS=/ read -r _ _ pid _; do
      printf '%s\n' "${pid}"
    done
  else
    ps -axwwE -o pid=,command= | awk -v mark="${mark}" 'index($0, mark) { print $1 }'
  fi
}

# Those that begin others meanwhile are found in the next round.
main() {
  local mark="$1" pids
  local -i round
  # It must not find itself.
  unset RUNNER_TRACKING_ID
  for (( round = 0; round < 20; round += 1 )); do
    pids="$(marked "${mark}")"
    if [[ -z "${pids}" ]]; then
      return 0
    fi
    # shellcheck disable=SC2086 # one word each
    kill -KILL ${pids} 2> /dev/null || true
    sleep 0.05
  done
}

main "$@"
