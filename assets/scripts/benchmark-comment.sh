#!/usr/bin/env bash
# @summary Keeps one comment with the result of the benchmarks on a pull request: written once, updated from then on.
# @param REPOSITORY Repository as owner/name.
# @param NUMBER Number of the pull request.
# @param KEY What the comment is about; each key has a comment of its own.
# @param BODY_FILE File with the text of the comment, as Markdown.
# @secret GH_TOKEN Token that may write to pull requests.
# @output comment Number of the comment.
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

# Prints what GitHub answers. A failed call ends the run, so it cannot look like "no comment found".
call_api() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api $1\" failed; its message is above. Check the token and its permission pull-requests: write."
  fi
}

# Prints the number of the comment that starts with the marker; empty if there is none. A person who
# quotes it starts with something else, and is no bot.
find_comment() {
  local -r marker="$1"
  local pages
  pages="$(call_api "repos/${REPOSITORY:?}/issues/${NUMBER:?}/comments?per_page=100" --paginate)"
  # One array a page.
  jq --slurp --raw-output --arg marker "${marker}" \
    'add // [] | map(select(.user.type == "Bot" and (.body | startswith($marker)))) | (.[0].id // empty)' <<< "${pages:-[]}"
}

# The text of the comment as JSON. GitHub takes 65536 characters; what is more ends the report early.
write_body() {
  local -r marker="$1" file="$2"
  jq --raw-input --slurp --arg marker "${marker}" \
    '{ body: ($marker + "\n" + (if length > 65000 then .[:65000] + "\n\nThe rest is left out." else . end)) }' "${BODY_FILE:?}" > "${file}"
}

check_parameters() {
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  elif [[ ! "${NUMBER:?}" =~ ^[1-9][0-9]*$ ]]; then
    fail 64 'Bad number' "NUMBER is ${NUMBER}. Use the number of the pull request."
  elif [[ ! "${KEY:?}" =~ ^[a-z0-9][a-z0-9_-]*$ ]]; then
    fail 64 'Bad key' "KEY is ${KEY}. Use lower-case letters, digits, - and _."
  elif [[ ! -f "${BODY_FILE:?}" ]]; then
    fail 64 'No text' "BODY_FILE is ${BODY_FILE}, which does not exist."
  fi
}

main() {
  require_tools gh jq
  require_parameters REPOSITORY NUMBER KEY BODY_FILE GH_TOKEN
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local -r marker="<!-- projen-delivery: ${KEY:?} -->"
  local comment body
  comment="$(find_comment "${marker}")"
  body="$(mktemp)"
  write_body "${marker}" "${body}"
  if [[ -n "${comment}" ]]; then
    call_api "repos/${REPOSITORY:?}/issues/comments/${comment}" --method PATCH --input "${body}" --silent
    printf 'Updated the comment %s.\n' "${comment}" >&2
  else
    comment="$(call_api "repos/${REPOSITORY:?}/issues/${NUMBER:?}/comments" --method POST --input "${body}" --jq '.id')"
    printf 'Wrote the comment %s.\n' "${comment}" >&2
  fi
  rm -f "${body}"
  set_output comment "${comment}"
}

main "$@"
