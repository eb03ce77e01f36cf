#!/usr/bin/env bash
# @summary Keeps one issue for a recurring failure: opened once, updated, closed on recovery.
# @param TITLE Title of the issue; the same failure always has the same one.
# @param LABEL Label of the issue; created if it is missing.
# @param STATUS Result of the run: success, failure, cancelled or skipped.
# @param RUN_URL Address of the run.
# @param BODY Text that tells more about the failure, as Markdown. (default: )
# @param BODY_FILE File with text that tells more about the failure. (default: )
# @param REPOSITORY Repository as owner/name.
# @secret GH_TOKEN Token that may write issues.
# @output issue Number of the issue; empty if there is none.
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

# Prints what gh prints. A failed call ends the run, so it cannot look like "no issue found".
call_gh() {
  if ! gh "$@"; then
    fail 4 'GitHub call failed' "\"gh $1 $2\" failed; its message is above. Check the token and its permission issues: write."
  fi
}

# Prints the number of the open issue with exactly this title; empty if there is none.
# Not by `gh issue list --label`: that asks the search index, which learns of a new issue late.
find_issue() {
  local label issues
  label="$(jq --null-input --raw-output --arg text "${LABEL:?}" '$text | @uri')"
  issues="$(call_gh api "repos/${REPOSITORY:?}/issues?state=open&labels=${label}&per_page=100" --paginate)"
  # One array a page; pull requests are issues to this part of the API.
  jq --slurp --raw-output --arg title "${TITLE:?}" \
    'add // [] | map(select(.title == $title and .pull_request == null)) | (.[0].number // empty)' <<< "${issues:-[]}"
}

# Prints whether the label is there: true or false. Where a repository has no label at all, gh prints nothing instead of an
# empty list.
has_label() {
  local labels
  labels="$(call_gh label list --repo "${REPOSITORY:?}" --limit 1000 --json name)"
  jq --arg wanted "${LABEL:?}" 'any(.[]; (.name | ascii_downcase) == ($wanted | ascii_downcase))' <<< "${labels:-[]}"
}

# Another job may make it at the same time: then it is there, although it could not be made.
ensure_label() {
  local there
  there="$(has_label)"
  if [[ "${there}" == 'true' ]] || gh label create "${LABEL:?}" --repo "${REPOSITORY:?}" --description 'A recurring run failed' >&2; then
    return 0
  fi
  there="$(has_label)"
  if [[ "${there}" != 'true' ]]; then
    fail 4 'GitHub call failed' '"gh label create" failed; its message is above. Check the token and its permission issues: write.'
  fi
}

text_of_failure() {
  printf 'The run failed: %s\n' "${RUN_URL:?}"
  if [[ -n "${BODY:-}" ]]; then
    printf '\n%s\n' "${BODY}"
  fi
  if [[ -n "${BODY_FILE:-}" ]]; then
    printf '\n'
    print_file "${BODY_FILE}"
  fi
}

# The run may have ended before it wrote the file. GitHub takes 65536 characters, and one argument
# of a program 131072 bytes, which may be four to a character.
print_file() {
  local -r file="$1"
  local -ir limit=30000
  local text
  if [[ ! -f "${file}" || ! -r "${file}" ]]; then
    printf 'The file %s, which should tell more, is missing.\n' "${file}"
    return
  fi
  text="$(tr -d '\000' < "${file}")"
  printf '%s\n' "${text:0:limit}"
  if (( ${#text} > limit )); then
    printf '\nThe rest of %s is left out.\n' "${file}"
  fi
}

# Prints the number of the issue that tells about this failure now.
report_failure() {
  local -r issue="$1"
  local text address
  text="$(text_of_failure)"
  if [[ -n "${issue}" ]]; then
    call_gh issue comment "${issue}" --repo "${REPOSITORY:?}" --body "${text}" >&2
    printf '%s' "${issue}"
    return
  fi
  ensure_label
  address="$(call_gh issue create --repo "${REPOSITORY:?}" --title "${TITLE:?}" --label "${LABEL:?}" --body "${text}")"
  if [[ ! "${address}" =~ /issues/([0-9]+)$ ]]; then
    fail 4 'Unexpected answer' "gh issue create answered \"${address}\" instead of the address of an issue."
  fi
  printf '%s' "${BASH_REMATCH[1]}"
}

report_recovery() {
  local -r issue="$1"
  if [[ -n "${issue}" ]]; then
    call_gh issue comment "${issue}" --repo "${REPOSITORY:?}" --body "The run succeeded again: ${RUN_URL:?}" >&2
    call_gh issue close "${issue}" --repo "${REPOSITORY:?}" --reason completed >&2
  fi
  printf '%s' "${issue}"
}

main() {
  require_tools gh jq
  require_parameters TITLE LABEL STATUS RUN_URL REPOSITORY GH_TOKEN
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  fi
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local issue=''
  case "${STATUS:?}" in
    failure)
      issue="$(find_issue)"
      issue="$(report_failure "${issue}")"
      ;;
    success)
      issue="$(find_issue)"
      issue="$(report_recovery "${issue}")"
      ;;
    cancelled | skipped) printf 'The run was %s; nothing to report.\n' "${STATUS}" >&2 ;;
    *) fail 64 'Unknown status' "STATUS is ${STATUS}. Use success, failure, cancelled or skipped." ;;
  esac
  set_output issue "${issue}"
}

main "$@"
