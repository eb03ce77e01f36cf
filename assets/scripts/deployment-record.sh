#!/usr/bin/env bash
# @summary Keeps one record of a deployment in GitHub: made when it starts, closed with its result.
# @param ACTION What is done: start or finish a record, or find that of this run.
# @param REPOSITORY Repository as owner/name.
# @param ENVIRONMENT Environment that is deployed to.
# @param RUN_ID Number of the run; a second attempt of it goes on with the same record.
# @param RUN_URL Address of the run.
# @param TASK Kind of the record. (default: deploy)
# @param VERSION Version that is deployed; needed to start. (default: )
# @param DIGEST Digest of the image that is deployed. (default: )
# @param REF Tag or commit that is deployed; needed to start. (default: )
# @param PRODUCTION Whether users work with the environment: true or false. (default: false)
# @param ENVIRONMENT_URL Address of what was deployed. (default: )
# @param DEPLOYMENT_ID Number of the record that is closed; without it, the record of this run. (default: )
# @param STATUS Result: success, failure, error, inactive, cancelled or skipped; needed to finish. (default: )
# @param DESCRIPTION What happened, in one sentence. (default: )
# @param ONLY_RUNNING Whether a record that has its result already is left alone: true or false. (default: false)
# @secret GH_TOKEN Token that may write deployments.
# @output id Number of the record; empty if there is none.
# @output state State of the record in GitHub's words; empty if there is none.
# @needs gh jq
# @exit 4 GitHub did not answer as expected.
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

# A line break in a value would let it write further outputs, so it is refused.
set_output() {
  local -r name="$1" value="$2"
  if [[ "${value}" == *[$'\n\r']* ]]; then
    fail 1 'Bad output' "The value of ${name} has a line break in it."
  elif [[ -n "${GITHUB_OUTPUT:-}" ]]; then
    printf '%s=%s\n' "${name}" "${value}" >> "${GITHUB_OUTPUT}"
  else
    printf '%s=%s\n' "${name}" "${value}"
  fi
}

# Prints the answer of GitHub. A failed call ends the run, so it cannot look like "nothing found".
ask_github() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api ${*: -1}\" failed; its message is above. Check the token and its permission for deployments."
  fi
}

# Sends a JSON text and prints the answer.
post() {
  local -r path="$1" body="$2"
  ask_github --method POST --input - "repos/${REPOSITORY:?}/${path}" <<< "${body}"
}

# Prints the number of the record that this run made; empty if it made none.
find_record() {
  local query answer
  query="$(jq --null-input --raw-output --arg environment "${ENVIRONMENT:?}" --arg task "${TASK:-deploy}" \
    '"environment=\($environment | @uri)&task=\($task | @uri)&per_page=30"')"
  answer="$(ask_github "repos/${REPOSITORY:?}/deployments?${query}")"
  # The filter prints one line or more, so an empty answer is an error here.
  if ! jq --exit-status --raw-output --arg run "${RUN_ID:?}" '
    if type == "array" then . else error("no list") end
    | map(select((.payload | if type == "string" then (try fromjson catch null) else . end | objects | .run_id | tostring) == $run))
    | .[0].id // "" | tostring' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's list of deployments to ${ENVIRONMENT:?} is not one."
  fi
}

# Prints the number of a new record. Required contexts are none: what must be green was checked before the deployment.
create_record() {
  local -r version="$1"
  local body answer
  body="$(jq --null-input --arg ref "${REF:-}" --arg task "${TASK:-deploy}" --arg environment "${ENVIRONMENT:?}" \
    --arg version "${version}" --arg digest "${DIGEST:-}" --arg run "${RUN_ID:?}" --argjson production "${PRODUCTION:-false}" '
    { ref: $ref, task: $task, auto_merge: false, required_contexts: [], environment: $environment,
      payload: { version: $version, digest: $digest, run_id: $run },
      description: ("Version " + $version)[:140], transient_environment: false, production_environment: $production }')"
  answer="$(post deployments "${body}")"
  if ! jq --exit-status '.id | numbers' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub made no record of the deployment of ${version}; it answered: ${answer:-nothing}"
  fi
}

# Prints the state and description of the newest status, with a tab between.
last_status() {
  local -r id="$1"
  local answer
  answer="$(ask_github "repos/${REPOSITORY:?}/deployments/${id}/statuses?per_page=1")"
  if ! jq --exit-status --raw-output 'if type == "array" then . else error("no list") end
    | .[0] // {} | [.state // "none", .description // ""] | @tsv' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's statuses of deployment ${id} are no list of them."
  fi
}

# Adds a status. Those before it of the same environment become inactive when this one is a success.
add_status() {
  local -r id="$1" state="$2" description="$3"
  local body answer
  body="$(jq --null-input --arg state "${state}" --arg log "${RUN_URL:?}" --arg url "${ENVIRONMENT_URL:-}" --arg text "${description}" '
    { $state, log_url: $log, auto_inactive: ($state == "success"),
      description: (if ($text | length) > 140 then $text[:139] + "…" else $text end) }
    + (if $url == "" then {} else { environment_url: $url } end)')"
  answer="$(post "deployments/${id}/statuses" "${body}")"
  if ! jq --exit-status --arg state "${state}" '.state == $state' <<< "${answer:-null}" > /dev/null; then
    fail 4 'Unexpected answer' "GitHub did not take the state ${state} for deployment ${id}."
  fi
}

start() {
  local version="${VERSION:-}" id last
  if [[ -z "${version}" || -z "${REF:-}" ]]; then
    fail 64 'Missing parameter' 'To start a record VERSION and REF are needed.'
  fi
  if [[ "${version}" =~ ^v[0-9] ]]; then
    version="${version#v}"
  fi
  id="$(find_record)"
  if [[ -z "${id}" ]]; then
    id="$(create_record "${version}")"
  fi
  # Told at once: whoever closes the record needs it even if the next call fails.
  set_output id "${id}"
  last="$(last_status "${id}")"
  if [[ "${last%%$'\t'*}" != 'in_progress' ]]; then
    add_status "${id}" in_progress "${DESCRIPTION:-}"
  fi
  set_output state in_progress
}

# Prints GitHub's word for a result. It knows no cancelled and no skipped.
state_of() {
  local -r status="$1"
  case "${status}" in
    success | failure | error | inactive) printf '%s' "${status}" ;;
    cancelled) printf 'error' ;;
    skipped) printf 'inactive' ;;
    *) fail 64 'Unknown status' "STATUS is \"${status}\". Use success, failure, error, inactive, cancelled or skipped." ;;
  esac
}

# Prints what happened where nobody said it.
usual_description() {
  local -r status="$1"
  case "${status}" in
    success) printf 'Deployed.' ;;
    cancelled) printf 'Cancelled.' ;;
    skipped) printf 'Nothing was deployed.' ;;
    inactive) printf 'No longer deployed.' ;;
    *) printf 'Failed.' ;;
  esac
}

finish() {
  local state id last description="${DESCRIPTION:-}"
  state="$(state_of "${STATUS:-}")"
  if [[ -z "${description}" ]]; then
    description="$(usual_description "${STATUS:-}")"
  fi
  id="${DEPLOYMENT_ID:-}"
  if [[ -z "${id}" ]]; then
    id="$(find_record)"
  fi
  set_output id "${id}"
  if [[ -z "${id}" ]]; then
    printf 'Run %s has no record of a deployment to %s; nothing to close.\n' "${RUN_ID:?}" "${ENVIRONMENT:?}" >&2
    set_output state ''
    return
  fi
  last="$(last_status "${id}")"
  if [[ "${ONLY_RUNNING:-false}" == 'true' && "${last%%$'\t'*}" =~ ^(success|failure|error|inactive)$ ]]; then
    state="${last%%$'\t'*}"
    printf 'Deployment %s is %s already.\n' "${id}" "${state}" >&2
  elif [[ "${last}" != "${state}"$'\t'"${description}" ]]; then
    add_status "${id}" "${state}" "${description}"
  fi
  set_output state "${state}"
}

# Tells whether this run has begun to deploy, and how far it came.
look() {
  local id state=''
  id="$(find_record)"
  if [[ -n "${id}" ]]; then
    state="$(last_status "${id}")"
    # A record whose first status failed to be written was begun all the same: its state is none.
    state="${state%%$'\t'*}"
  fi
  set_output id "${id}"
  set_output state "${state}"
}

check_parameters() {
  require_parameters ACTION REPOSITORY ENVIRONMENT RUN_ID RUN_URL GH_TOKEN
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  elif [[ ! "${DEPLOYMENT_ID:-}" =~ ^[0-9]*$ || ! "${RUN_ID:?}" =~ ^[0-9]+$ ]]; then
    fail 64 'Bad number' "DEPLOYMENT_ID is \"${DEPLOYMENT_ID:-}\" and RUN_ID is \"${RUN_ID}\". Both are numbers."
  elif [[ ! "${PRODUCTION:-false}/${ONLY_RUNNING:-false}" =~ ^(true|false)/(true|false)$ ]]; then
    fail 64 'Bad value' "PRODUCTION is ${PRODUCTION:-false} and ONLY_RUNNING is ${ONLY_RUNNING:-false}. Use true or false."
  fi
}

main() {
  require_tools gh jq
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  case "${ACTION:?}" in
    start) start ;;
    finish) finish ;;
    find) look ;;
    *) fail 64 'Unknown action' "ACTION is ${ACTION}. Use start, finish or find." ;;
  esac
}

main "$@"
