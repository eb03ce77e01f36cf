#!/usr/bin/env bash
# @summary Says whether a version may be deployed to an environment now, by GitHub's records of deployments.
# @param REPOSITORY Repository as owner/name.
# @param ENVIRONMENT Environment that is deployed to.
# @param VERSION Version to deploy.
# @param AFTER Environment that must have had this version with success before. (default: )
# @param FORCE Whether a refusal is overridden: true or false. (default: false)
# @param ACTOR Who started the run; told where a refusal is overridden. (default: unknown)
# @param RUN_ID Number of this run, whose own record does not stand in its way. (default: )
# @param MAX_AGE Minutes after which a deployment that never ended counts as lost. (default: 360)
# @secret GH_TOKEN Token that may read deployments.
# @output previous-version Version that was last deployed to the environment with success; empty if none is known.
# @output overridden Refusal that was overridden; empty if there was none.
# @needs gh jq
# @exit 3 The version may not be deployed now.
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

add_summary() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf '%s\n' "$1" >> "${GITHUB_STEP_SUMMARY}"
  fi
}

# Tells what a reader of the run should know; the run goes on.
give_warning() {
  local -r title="$1"
  local message="$2"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    message="${message//'%'/%25}"
    message="${message//$'\n'/%0A}"
    message="${message//$'\r'/%0D}"
    printf '::warning title=%s::%s\n' "${title}" "${message}" >&2
  else
    printf '%s: %s\n' "${title}" "${message}" >&2
  fi
}

# Prints the answer of GitHub. A failed call ends the run, so it cannot look like "nothing found".
ask_github() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api ${*: -1}\" failed; its message is above. Check the token and its permission for deployments."
  fi
}

# Prints the records of an environment, newest first, each with its payload as an object. Only that environment is
# asked for: among all of a repository's records, the wanted one may be on any page.
list_deployments() {
  local -r environment="$1" count="$2"
  local name answer
  name="$(jq --null-input --raw-output --arg text "${environment}" '$text | @uri')"
  answer="$(ask_github "repos/${REPOSITORY:?}/deployments?environment=${name}&task=deploy&per_page=${count}")"
  if ! jq --exit-status --compact-output '
    if type == "array" and all(.[]; (.id | type) == "number" and (.created_at | type) == "string") then . else error("no list") end
    | map(.payload = (.payload | if type == "string" then (try fromjson catch {}) else . end | if type == "object" then . else {} end))' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's list of deployments to ${environment} is not one. Nothing is deployed on a guess; run it again."
  fi
}

# Prints how a deployment stands: running, success, failure, error or inactive, since when and where it is told. What was
# deployed with success becomes inactive by the next success, so the result before that counts.
outcome_of() {
  local -r id="$1" created="$2"
  local answer
  answer="$(ask_github "repos/${REPOSITORY:?}/deployments/${id}/statuses?per_page=30")"
  if ! jq --exit-status --compact-output --arg created "${created}" '
    if type == "array" and all(.[]; (.state | type) == "string") then . else error("no list") end
    | (.[0] // { state: "pending", created_at: $created }) as $last
    | (first(.[] | select(.state | IN("success", "failure", "error"))) // $last) as $result
    | if ($last.state | IN("queued", "pending", "in_progress"))
      then { state: "running", since: $last.created_at, log: ($last.log_url // ""), description: ($last.description // "") }
      else { state: $result.state, since: $result.created_at, log: ($result.log_url // ""), description: ($result.description // "") } end
    | .minutes = ((now - (.since | fromdateiso8601)) / 60 | floor)' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's statuses of deployment ${id} are no list of them. Nothing is deployed on a guess; run it again."
  fi
}

# Prints a value of an object.
get() {
  local -r path="$1" object="$2"
  jq --raw-output "${path} // \"\" | tostring" <<< "${object}"
}

# Prints a sentence about a record and its outcome.
tell() {
  local -r record="$1" outcome="$2"
  local version since log description
  version="$(get .payload.version "${record}")"
  since="$(get .since "${outcome}")"
  log="$(get .log "${outcome}")"
  description="$(get .description "${outcome}")"
  printf '%s, %s%s%s' "${version:-a version that is not recorded}" "${since}" "${description:+, \"${description}\"}" "${log:+, ${log}}"
}

# Prints why the environment before stands in the way; nothing if it does not.
refusal_of_before() {
  local -r environment="$1" version="$2"
  local records record outcome state told
  records="$(list_deployments "${environment}" 100)"
  record="$(jq --compact-output --arg version "${version}" 'first(.[] | select(.payload.version == $version)) // empty' <<< "${records}")"
  if [[ -z "${record}" ]]; then
    told="$(jq --raw-output 'reduce (.[].payload.version | strings) as $one ([]; if index($one) then . else . + [$one] end) | .[:5] | join(", ")' <<< "${records}")"
    printf '%s never got %s. Deploy it there first. Recorded there: %s.' "${environment}" "${version}" "${told:-nothing}"
    return
  fi
  outcome="$(deployment_outcome "${record}")"
  state="$(get .state "${outcome}")"
  told="$(tell "${record}" "${outcome}")"
  case "${state}" in
    success) ;;
    running) printf '%s is still getting %s (%s). Wait for its result.' "${environment}" "${version}" "${told}" ;;
    inactive) printf '%s had %s withdrawn before it succeeded (%s).' "${environment}" "${version}" "${told}" ;;
    *) printf '%s got %s, but it failed or was rolled back (%s). Deploy a version that holds there.' "${environment}" "${version}" "${told}" ;;
  esac
}

deployment_outcome() {
  local -r record="$1"
  local id created
  id="$(get .id "${record}")"
  created="$(get .created_at "${record}")"
  outcome_of "${id}" "${created}"
}

# Prints each of the newest records with its outcome, one object a line. Deployments to an environment wait for each
# other, so what never ended is among the newest.
newest_outcomes() {
  local records record outcome
  local -a lines
  records="$(list_deployments "${ENVIRONMENT:?}" 5)"
  records="$(jq --compact-output '.[]' <<< "${records}")"
  mapfile -t lines <<< "${records}"
  for record in "${lines[@]}"; do
    if [[ -n "${record}" ]]; then
      outcome="$(deployment_outcome "${record}")"
      jq --null-input --compact-output --argjson record "${record}" --argjson outcome "${outcome}" '{ $record, $outcome }'
    fi
  done
}

# Prints why a deployment to the environment itself stands in the way; nothing if none does.
refusal_of_running() {
  local -r newest="$1"
  local found record outcome told minutes
  found="$(jq --compact-output --slurp --arg run "${RUN_ID:-}" '
    first(.[] | select(.outcome.state == "running" and ($run == "" or ((.record.payload.run_id // "") | tostring) != $run))) // empty' <<< "${newest}")"
  if [[ -z "${found}" ]]; then
    return
  fi
  record="$(jq --compact-output .record <<< "${found}")"
  outcome="$(jq --compact-output .outcome <<< "${found}")"
  told="$(tell "${record}" "${outcome}")"
  minutes="$(get .minutes "${outcome}")"
  if (( minutes >= ${MAX_AGE:-360} )); then
    give_warning 'Lost deployment' "A deployment to ${ENVIRONMENT:?} never ended (${told}). It began ${minutes} minutes ago and counts as lost."
  else
    printf 'A deployment to %s is still in progress (%s). Wait for it, or cancel its run.' "${ENVIRONMENT:?}" "${told}"
  fi
}

# A failed deployment does not stand in the way: the next one may be the fix.
tell_last() {
  local -r newest="$1"
  local last state record outcome told
  last="$(jq --compact-output --slurp 'first(.[] | select(.outcome.state != "running")) // empty' <<< "${newest}")"
  if [[ -z "${last}" ]]; then
    return
  fi
  state="$(get .outcome.state "${last}")"
  record="$(jq --compact-output .record <<< "${last}")"
  outcome="$(jq --compact-output .outcome <<< "${last}")"
  told="$(tell "${record}" "${outcome}")"
  if [[ "${state}" == 'failure' || "${state}" == 'error' ]]; then
    give_warning 'Last deployment failed' "The last deployment to ${ENVIRONMENT:?} failed: ${told}."
  fi
}

# Ends the run with the refusals, or tells who overrode them.
decide() {
  local -r refusals="$1"
  if [[ -z "${refusals}" ]]; then
    set_output overridden ''
    add_summary "**${VERSION:?}** may be deployed to **${ENVIRONMENT:?}**."
  elif [[ "${FORCE:-false}" == 'true' ]]; then
    give_warning 'Refusal overridden' "${ACTOR:-unknown} deploys ${VERSION:?} to ${ENVIRONMENT:?} by force, although: ${refusals}"
    set_output overridden "${refusals//$'\n'/ }"
    add_summary "**${VERSION:?}** is deployed to **${ENVIRONMENT:?}** by force of ${ACTOR:-unknown}, although: ${refusals}"
  else
    add_summary "**${VERSION:?}** may not be deployed to **${ENVIRONMENT:?}**: ${refusals}"
    fail 3 'Not now' "${VERSION:?} may not be deployed to ${ENVIRONMENT:?}: ${refusals}"$'\nTo deploy all the same, start it again with force.'
  fi
}

check_parameters() {
  require_parameters REPOSITORY ENVIRONMENT VERSION GH_TOKEN
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  elif [[ ! "${FORCE:-false}" =~ ^(true|false)$ ]]; then
    fail 64 'Bad value' "FORCE is ${FORCE:-false}. Use true or false."
  elif [[ ! "${MAX_AGE:-360}" =~ ^[1-9][0-9]{0,5}$ ]]; then
    fail 64 'Bad value' "MAX_AGE is ${MAX_AGE:-360}. Use a number of minutes."
  elif [[ "${AFTER:-}" == "${ENVIRONMENT:?}" ]]; then
    fail 64 'Bad value' "AFTER is ${ENVIRONMENT} itself."
  fi
}

main() {
  require_tools gh jq
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local version="${VERSION:?}" newest running before='' previous
  # A git tag and the version in it are the same version.
  if [[ "${version}" =~ ^v[0-9] ]]; then
    version="${version#v}"
  fi
  newest="$(newest_outcomes)"
  running="$(refusal_of_running "${newest}")"
  if [[ -n "${AFTER:-}" ]]; then
    before="$(refusal_of_before "${AFTER:-}" "${version}")"
  fi
  tell_last "${newest}"
  previous="$(jq --raw-output --slurp 'first(.[] | select(.outcome.state == "success")) | .record.payload.version // ""' <<< "${newest}")"
  set_output previous-version "${previous}"
  decide "${running}${running:+${before:+$'\n'}}${before}"
}

main "$@"
