#!/usr/bin/env bash
# @summary Finds which named groups of files a pull request changes.
# @param EVENT_NAME Name of the event that started the run, such as pull_request.
# @param FILTERS One group a line: its name, then the git pathspecs of its files.
# @output changed JSON array with the names of the groups that changed.
# @needs awk git jq
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

names=()
pathspecs=()

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

# Fills names and pathspecs; the pathspecs of a group stay one text until they are used.
read_filters() {
  local line name rest
  while IFS= read -r line || [[ -n "${line}" ]]; do
    read -r name rest <<< "${line}"
    if [[ -z "${name}" ]]; then
      continue
    fi
    if [[ ! "${name}" =~ ^[A-Za-z_][A-Za-z0-9_-]*$ ]]; then
      fail 64 'Bad filter' "\"${name}\" is no name for a group. Use letters, digits, - and _."
    fi
    if [[ " ${names[*]} " == *" ${name} "* ]]; then
      fail 64 'Bad filter' "The group ${name} is there twice. Put its pathspecs on one line."
    fi
    if [[ -z "${rest}" ]]; then
      fail 64 'Bad filter' "The group ${name} has no pathspec. Write at least one after the name."
    fi
    names+=("${name}")
    pathspecs+=("${rest}")
  done <<< "$1"
  if (( ${#names[@]} == 0 )); then
    fail 64 'Bad filter' 'FILTERS names no group. Write one line a group: name pathspec.'
  fi
}

# Why the two sides cannot be compared; empty if they can. Only a merge commit with both
# parents present shows exactly the change of the pull request.
why_everything() {
  local -r event="$1"
  if [[ "${event}" != 'pull_request' ]]; then
    printf 'the event is %s, not pull_request' "${event}"
  elif ! git rev-parse --verify --quiet 'HEAD^1^{commit}' > /dev/null; then
    printf 'HEAD^1 is absent (check out with fetch-depth: 2)'
  elif ! git rev-parse --verify --quiet 'HEAD^2^{commit}' > /dev/null; then
    printf 'HEAD is not the merge commit of the pull request'
  fi
}

# Number of changed files that match the pathspecs.
count_changes() {
  local -r root="$1" name="$2"
  local -a patterns
  local files
  read -r -a patterns <<< "$3"
  if ! files="$(git -C "${root}" diff --name-only --no-renames 'HEAD^1' 'HEAD' -- "${patterns[@]}")"; then
    fail 64 'Bad filter' "git does not accept the pathspecs of the group ${name}: $3"
  fi
  if [[ -z "${files}" ]]; then
    printf '0'
  else
    awk 'END { printf "%d", NR }' <<< "${files}"
  fi
}

# Compares each group and prints the changed names as a JSON array.
compare_groups() {
  local root index count
  local -a changed=()
  root="$(git rev-parse --show-toplevel)"
  add_summary $'| group | changed files |\n| --- | ---: |'
  for index in "${!names[@]}"; do
    count="$(count_changes "${root}" "${names[index]}" "${pathspecs[index]}")"
    printf '%s: %s changed files\n' "${names[index]}" "${count}" >&2
    add_summary "| ${names[index]} | ${count} |"
    if (( count > 0 )); then
      changed+=("${names[index]}")
    fi
  done
  jq --null-input --compact-output '$ARGS.positional' --args -- "${changed[@]}"
}

main() {
  require_tools awk git jq
  require_parameters EVENT_NAME FILTERS
  read_filters "${FILTERS:?}"
  local reason changed
  reason="$(why_everything "${EVENT_NAME:?}")"
  if [[ -n "${reason}" ]]; then
    printf 'Every group counts as changed: %s.\n' "${reason}" >&2
    add_summary "Every group counts as changed: ${reason}."
    changed="$(jq --null-input --compact-output '$ARGS.positional' --args -- "${names[@]}")"
  else
    changed="$(compare_groups)"
  fi
  set_output changed "${changed}"
}

main "$@"
