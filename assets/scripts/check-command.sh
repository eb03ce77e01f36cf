#!/usr/bin/env bash
# @summary Runs a command line of the installed package, after proving that it is the installed one.
# @param COMMAND Command line to run.
# @param PREFIX Folder its program must come from; empty takes any. (default: )
# @needs awk uname
# @exit 1 The command failed.
# @exit 3 The program comes from outside PREFIX, or cannot be found.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

# Ends the run with a message that says what is wrong, the value and the fix.
fail() {
  local -r code="$1" title="$2"
  local message="$3"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    message="${message//'%'/%25}"
    message="${message//$'\n'/%0A}"
    message="${message//$'\r'/%0D}"
    printf '::error title=%s::%s\n' "${title}" "${message}" >&2
  else
    printf '%s: %s\n' "${title}" "${message}" >&2
  fi
  exit "${code}"
}

require_tools() {
  local tool
  for tool in "$@"; do
    if ! type -P "${tool}" > /dev/null; then
      fail 69 'Missing program' "${tool} is not on PATH. Install it, or add its folder to PATH."
    fi
  done
}

require_parameters() {
  local name
  for name in "$@"; do
    if [[ -z "${!name:-}" ]]; then
      fail 64 'Missing parameter' "${name} is empty. Set the environment variable ${name}."
    fi
  done
}

# The program of a command line: its first word that is not an assignment.
program_of() {
  local word
  local -a words
  read -r -d '' -a words <<< "$1" || true
  for word in "${words[@]}"; do
    if [[ ! "${word}" =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; then
      printf '%s' "${word}"
      return
    fi
  done
}

# Another copy on PATH would pass the check in place of the package under test.
check_origin() {
  local -r program="$1" prefix="$2"
  local found folder root
  if ! root="$(cd "${prefix}" && pwd -P)"; then
    fail 3 'No prefix' "PREFIX ${prefix} is no folder. Install the package into it first."
  fi
  if ! found="$(type -P "${program}")"; then
    fail 3 'Program not found' "${program} is not on PATH. Add ${prefix}/bin to PATH."
  fi
  folder="$(cd "$(dirname "${found}")" && pwd -P)"
  if [[ "${folder}/" != "${root}/"* ]]; then
    fail 3 'Other program' "${program} is ${found}, which is outside ${prefix}. Put ${prefix}/bin first on PATH."
  fi
  printf 'program: %s\n' "${found}"
}

describe_machine() {
  local node='none' system
  if type -P node > /dev/null; then
    node="$(node --version)"
  fi
  system="$(uname -srm)"
  if [[ -r /etc/os-release ]]; then
    system="$(awk -F= '$1 == "PRETTY_NAME" { gsub(/"/, "", $2); print $2 }' /etc/os-release), ${system}"
  fi
  printf 'node: %s\nsystem: %s\n' "${node}" "${system}"
}

main() {
  require_tools awk uname
  require_parameters COMMAND
  local -r command="${COMMAND:?}" prefix="${PREFIX:-}"
  local program status=0
  if [[ -n "${prefix}" ]]; then
    program="$(program_of "${command}")"
    check_origin "${program}" "${prefix}"
  fi
  describe_machine
  printf 'command: %s\n' "${command}"
  bash -euo pipefail -c "${command}" || status=$?
  if (( status != 0 )); then
    fail 1 'Command failed' "\"${command}\" ended with ${status}; its output is above."
  fi
}

main "$@"
