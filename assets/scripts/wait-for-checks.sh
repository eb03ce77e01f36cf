#!/usr/bin/env bash
# @summary Waits until checks have passed for a commit; one that fails, or never comes, ends the run.
# @param REPOSITORY Repository as owner/name.
# @param REVISION Commit that was checked.
# @param CHECKS Names of the checks, one a line.
# @param TIMEOUT Seconds until checks that have not ended count as missing. (default: 3600)
# @param INTERVAL Seconds between two looks. (default: 15)
# @secret GH_TOKEN Token that may read checks.
# @needs gh jq sleep
# @exit 3 A check did not pass.
# @exit 4 GitHub did not answer as expected.
# @exit 5 A check did not end in time.
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

# Prints how a check stands: success, waiting, or how else it ended. Of several runs the newest counts.
state_of() {
  local -r name="$1"
  local path answer
  path="$(jq --null-input --raw-output --arg repository "${REPOSITORY:?}" --arg revision "${REVISION:?}" --arg name "${name}" \
    '"repos/\($repository)/commits/\($revision)/check-runs?check_name=\($name | @uri)&filter=latest&per_page=100"')"
  if ! answer="$(gh api "${path}")"; then
    fail 4 'GitHub call failed' "\"gh api ${path}\" failed; its message is above. Check the token and its permission to read checks."
  fi
  if ! jq --exit-status --raw-output '
    if (.check_runs | type) == "array" then .check_runs else error("no list") end
    | (sort_by(.started_at // "") | last) as $run
    | if $run == null or $run.status != "completed" then "waiting" else ($run.conclusion // "waiting") end' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's checks of ${REVISION} are no list of them."
  fi
}

wait_for() {
  local -r name="$1"
  local state last=''
  while true; do
    state="$(state_of "${name}")"
    if [[ "${state}" == 'success' ]]; then
      printf '%s: passed.\n' "${name}" >&2
      return 0
    elif [[ "${state}" != 'waiting' ]]; then
      fail 3 'Not tested' "${name} ended with ${state} for ${REVISION:?}. Repair it; this run can be started again afterwards."
    elif (( SECONDS >= ${TIMEOUT:-3600} )); then
      fail 5 'Not tested' "${name} has not ended for ${REVISION:?} within ${TIMEOUT:-3600} seconds. Does a push of this commit start it?"
    fi
    if [[ "${state}" != "${last}" ]]; then
      printf '%s: waiting.\n' "${name}" >&2
      last="${state}"
    fi
    sleep "${INTERVAL:-15}"
  done
}

check_parameters() {
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  elif [[ ! "${REVISION:?}" =~ ^[0-9a-f]{40}$ ]]; then
    fail 64 'Bad commit' "REVISION is ${REVISION}. Use 40 hex digits."
  elif [[ ! "${TIMEOUT:-3600}" =~ ^(0|[1-9][0-9]*)$ || ! "${INTERVAL:-15}" =~ ^(0|[1-9][0-9]*)$ ]]; then
    fail 64 'Not a number' "TIMEOUT is ${TIMEOUT:-3600} and INTERVAL is ${INTERVAL:-15}. Use seconds."
  fi
}

main() {
  require_tools gh jq sleep
  require_parameters REPOSITORY REVISION CHECKS GH_TOKEN
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local name
  while IFS= read -r name; do
    if [[ -n "${name}" ]]; then
      wait_for "${name}"
    fi
  done <<< "${CHECKS:?}"
}

main "$@"
