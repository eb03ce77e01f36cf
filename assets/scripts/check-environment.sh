#!/usr/bin/env bash
# @summary Checks that an environment is declared on GitHub with the rules it should have, and that this run may deploy to it.
# @param REPOSITORY Repository as owner/name.
# @param ENVIRONMENT Name of the environment.
# @param REVIEWED Environments whose deployments somebody must approve, separated by spaces. (default: )
# @param RESTRICTED Environments that only some branches and Git tags may use, separated by spaces. (default: )
# @param REF Ref of this run, such as refs/heads/main.
# @param BRANCH Branch that deployments start from.
# @param TAGS What Git tags begin with from which they may start too; empty for none. (default: )
# @secret GH_TOKEN Token that may read the repository's actions.
# @needs gh jq
# @exit 3 The environment or this run is not as it should be.
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

# Prints what GitHub knows of the environment; empty where there is none. Any other answer ends the run.
read_environment() {
  local path answer status=0
  path="$(jq --null-input --raw-output --arg repository "${REPOSITORY:?}" --arg name "${ENVIRONMENT:?}" '"repos/\($repository)/environments/\($name | @uri)"')"
  answer="$(gh api "${path}")" || status=$?
  # "input" fails where there is no answer; a plain filter would pass over it.
  if (( status == 0 )) && jq --null-input --exit-status 'input | .name | strings' <<< "${answer}" > /dev/null 2>&1; then
    printf '%s' "${answer}"
  elif (( status == 0 )) || ! jq --null-input --exit-status 'input | .status | tostring == "404"' <<< "${answer}" > /dev/null 2>&1; then
    fail 4 'GitHub call failed' "\"gh api ${path}\" failed or told nothing of the environment; its message is above. Check the token and its permission to read actions."
  fi
}

check_ref() {
  if [[ "${REF:?}" == "refs/heads/${BRANCH:?}" || ( -n "${TAGS:-}" && "${REF}" == "refs/tags/${TAGS}"* ) ]]; then
    return 0
  fi
  fail 3 'Wrong branch' "This run is of ${REF}. Deployments start from ${BRANCH}, whose workflows and scripts were reviewed: choose it as \"Use workflow from\"."
}

main() {
  require_tools gh jq
  require_parameters REPOSITORY ENVIRONMENT REF BRANCH GH_TOKEN
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local environment
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  fi
  check_ref
  environment="$(read_environment)"
  if [[ -z "${environment}" ]]; then
    fail 3 'No environment' "${ENVIRONMENT:?} is not declared in ${REPOSITORY:?}. GitHub would make it on the fly, without any rule: declare it under Settings, Environments. (A token that may not read the repository gets the same answer.)"
  fi
  if [[ " ${REVIEWED:-} " == *" ${ENVIRONMENT:?} "* ]] \
    && ! jq --exit-status 'any(.protection_rules[]?; .type == "required_reviewers" and (.reviewers | length) > 0)' <<< "${environment}" > /dev/null; then
    fail 3 'Nobody approves' "Deployments to ${ENVIRONMENT} need approval, and the environment has no required reviewers. Add them under Settings, Environments."
  fi
  if ! jq --exit-status '.deployment_branch_policy != null' <<< "${environment}" > /dev/null; then
    if [[ " ${RESTRICTED:-} " == *" ${ENVIRONMENT} "* ]]; then
      fail 3 'Open to every branch' "Workflows of any branch may use ${ENVIRONMENT}, which should take some alone. Restrict its deployment branches and tags under Settings, Environments."
    fi
    printf 'Workflows of any branch may use the secrets of %s. Restrict its deployment branches under Settings, Environments.\n' "${ENVIRONMENT}" >&2
  fi
}

main "$@"
