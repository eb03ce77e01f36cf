#!/usr/bin/env bash
# @summary Scans the sources with Semgrep and writes SARIF, also when there are findings.
# @param VERSION Version of Semgrep.
# @param CONFIG Rule sets, separated by spaces, such as p/rust.
# @param OUTPUT File for the SARIF report. (default: semgrep.sarif)
# @param SEVERITY Severity of the findings that count: INFO, WARNING or ERROR. (default: ERROR)
# @needs jq pipx
# @exit 3 There are findings.
# @exit 4 The scan could not be made.
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

add_summary() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf '%s\n' "$1" >> "${GITHUB_STEP_SUMMARY}"
  fi
}

check_parameters() {
  if [[ ! "$1" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    fail 64 'No exact version' "VERSION is $1. Use an exact version, such as 1.185.0."
  elif [[ ! "$2" =~ ^(INFO|WARNING|ERROR)$ ]]; then
    fail 64 'Unknown severity' "SEVERITY is $2. Use INFO, WARNING or ERROR."
  fi
}

# The rules of "auto" are chosen by uploading facts about the repository, which stays off here.
config_options() {
  local name
  local -a names
  read -r -a names <<< "$1"
  for name in "${names[@]}"; do
    if [[ "${name}" == 'auto' ]]; then
      fail 64 'Needs metrics' 'CONFIG auto works only with metrics on. Name the rule sets, such as p/rust.'
    fi
    printf '%s\n' "--config=${name}"
  done
}

# Prints the number of findings. A report that cannot be read is no clean report.
count_findings() {
  if [[ ! -s "$1" ]] || ! jq --exit-status '[.runs[].results[]] | length >= 0' "$1" > /dev/null; then
    fail 4 'No report' "Semgrep ended with $2 and wrote no SARIF to $1; its messages are above."
  fi
  jq '[.runs[].results[]] | length' "$1"
}

main() {
  require_tools jq pipx
  require_parameters VERSION CONFIG
  local -r version="${VERSION:?}" output="${OUTPUT:-semgrep.sarif}" severity="${SEVERITY:-ERROR}"
  check_parameters "${version}" "${severity}"
  local list count status=0
  local -a configs
  list="$(config_options "${CONFIG:?}")"
  mapfile -t configs <<< "${list}"
  mkdir -p "$(dirname "${output}")"
  rm -f "${output}"
  pipx run --spec "semgrep==${version}" semgrep scan --metrics off --error \
    --severity "${severity}" --sarif-output "${output}" "${configs[@]}" || status=$?
  count="$(count_findings "${output}" "${status}")"
  add_summary "Semgrep ${version}: ${count} findings at ${severity}."
  # 1 also stands for an installation that failed, so it needs findings to be believed.
  if (( status == 1 && count > 0 )); then
    fail 3 'Findings' "Semgrep found ${count} problems at ${severity}; they are in ${output}."
  elif (( status != 0 )); then
    fail 4 'Scan failed' "Semgrep ended with ${status}; its messages are above."
  fi
}

main "$@"
