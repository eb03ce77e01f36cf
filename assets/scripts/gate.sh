#!/usr/bin/env bash
# @summary Passes only if every job it needs succeeded or was allowed to be skipped.
# @param NEEDS The needs context as JSON: an object of jobs, each with its result.
# @param SKIPPABLE Job ids that may be skipped, separated by spaces. (default: )
# @needs jq
# @exit 1 A needed job did not succeed.
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

# Refuses anything but an object of jobs with results: no data must never count as success.
check_needs() {
  local -r shape='type == "object" and length > 0
    and all(.[]; type == "object" and (.result | type) == "string" and .result != "")'
  if ! jq --exit-status "${shape}" <<< "$1" > /dev/null; then
    fail 64 'Bad needs' 'NEEDS is not a JSON object of jobs with a result. Pass toJSON(needs) and list jobs in needs.'
  fi
}

check_skippable() {
  local -r needs="$1"
  local job
  local -a jobs
  read -r -a jobs <<< "$2"
  for job in "${jobs[@]}"; do
    if ! jq --exit-status --arg job "${job}" 'has($job)' <<< "${needs}" > /dev/null; then
      fail 64 'Bad skippable job' "SKIPPABLE names ${job}, which this job does not need. Add it to needs or remove it."
    fi
  done
}

# One line a job: id, result, verdict. A skip is only believed when the job that decides
# about skipping, changes, worked itself.
judge() {
  jq --raw-output --arg skippable "$2" '
    ($skippable | split(" ")) as $allowed
    | ((has("changes") | not) or .changes.result == "success") as $decided
    | to_entries[]
    | .value.result as $result
    | (if $result == "success" then "passes"
       elif $result == "skipped" and $decided and (.key | IN($allowed[])) then "may be skipped"
       else "fails" end) as $verdict
    | [.key, $result, $verdict] | @tsv' <<< "$1"
}

main() {
  require_tools jq
  require_parameters NEEDS
  local -r needs="${NEEDS:?}"
  local -r skippable="${SKIPPABLE:-}"
  check_needs "${needs}"
  check_skippable "${needs}" "${skippable}"
  local table job result verdict
  local -a failed=()
  table="$(judge "${needs}" "${skippable}")"
  add_summary $'| job | result | verdict |\n| --- | --- | --- |'
  while IFS=$'\t' read -r job result verdict; do
    printf '%-30s %-10s %s\n' "${job}" "${result}" "${verdict}"
    add_summary "| ${job} | ${result} | ${verdict} |"
    if [[ "${verdict}" == 'fails' ]]; then
      failed+=("${job} (${result})")
    fi
  done <<< "${table}"
  if (( ${#failed[@]} > 0 )); then
    fail 1 'Gate closed' "These jobs did not succeed: ${failed[*]}. Repair and re-run them."
  fi
}

main "$@"
