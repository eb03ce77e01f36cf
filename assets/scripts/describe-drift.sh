#!/usr/bin/env bash
# @summary Fails where the files in the working tree are not those of the commit, and says in words what the difference changes.
# @param BASE Revision that the working tree is compared with. (default: HEAD)
# @output drift true or false.
# @needs git npx
# @exit 3 Files differ: commit what the composition writes.
# @exit 4 The difference could not be told.
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

# What is new, changed or gone, one path a line; nothing where all is as it was committed.
changed_files() {
  git status --porcelain=v1 --untracked-files=all
}

# The difference for people: first what it means for the pipelines, then the lines.
tell() {
  local -r base="$1"
  local words
  if ! words="$(npx --no-install projen-delivery diff "${base}" worktree --format markdown)"; then
    fail 4 'No comparison' 'projen-delivery diff ended with an error, which stands above. Is projen-delivery among the installed packages?'
  fi
  add_summary "${words}"
  npx --no-install projen-delivery diff "${base}" worktree || true
  git add --intent-to-add --all
  git --no-pager diff --no-ext-diff --no-color "${base}"
}

main() {
  local -r base="${BASE:-HEAD}"
  require_tools git npx
  if ! git rev-parse --quiet --verify --end-of-options "${base}^{commit}" > /dev/null; then
    fail 64 'Unknown revision' "BASE is ${base}, which is no commit here. Give one that is checked out, such as HEAD."
  fi
  local changed
  changed="$(changed_files)"
  if [[ -z "${changed}" ]]; then
    printf 'Everything is as it was committed.\n'
    set_output drift false
    return
  fi
  set_output drift true
  tell "${base}"
  fail 3 'Not what is committed' "$(printf 'The composition writes other files than those of the commit:\n%s\nRun it, look at the difference, and commit it.' "${changed}")"
}

main "$@"
