#!/usr/bin/env bash
# Undoes what a run changed, in reverse order, when the run is over: each line of standard input is
# a command that undoes one change, and the end of the input is the end of the run, also of one that
# was killed.
set -euo pipefail

main() {
  local line
  local -i index
  local -a commands=()
  trap '' HUP INT TERM
  while IFS= read -r line; do
    commands+=("${line}")
  done
  for (( index = ${#commands[@]} - 1; index >= 0; index -= 1 )); do
    if ! bash -c "${commands[index]}" >&2; then
      printf 'Not undone: %s\n' "${commands[index]}" >&2
    fi
  done
}

main "$@"
