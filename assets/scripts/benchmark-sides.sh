#!/usr/bin/env bash
# @summary Finds the commit to compare with, and brings both versions into folders of their own.
# @param EVENT Name of the event that started the run, such as pull_request.
# @param BEFORE Commit before a push; empty elsewhere. (default: )
# @param REF Commit, branch or tag to compare with, as a person named it; empty for the usual one. (default: )
# @param HISTORY_BRANCH Branch that keeps the history. (default: benchmarks)
# @param HISTORY_FILE File of the history on that branch. (default: benchmark.jsonl)
# @param DAYS How old the commit is that a scheduled run compares with, in days. (default: 7)
# @param DESTINATION Folder for the versions, as base and head, and for the history. It must not exist.
# @output base Commit that is compared with; empty if there is none.
# @output head Commit that is compared.
# @needs git node
# @exit 4 The versions could not be brought into their folders.
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

# Prints the commit of that name; empty if there is none.
commit_of() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}" || true
}

# The history as the checkout has it; the file is not there where nothing was stored yet.
read_history() {
  local -r branch="${HISTORY_BRANCH:-benchmarks}" file="${HISTORY_FILE:-benchmark.jsonl}"
  local entry
  entry="$(git rev-parse --verify --quiet --end-of-options "refs/remotes/origin/${branch}:${file}" || true)"
  if [[ -n "${entry}" ]]; then
    git cat-file blob "${entry}" > "${DESTINATION:?}/history.jsonl"
  fi
}

# Prints the commit of about a week ago that was stored, else the one before this one.
baseline() {
  local -r tool="$(dirname "${BASH_SOURCE[0]}")/benchmark.cjs"
  local stored=''
  if [[ -f "${DESTINATION:?}/history.jsonl" ]]; then
    stored="$(node "${tool}" baseline --history "${DESTINATION}/history.jsonl" --days "${DAYS:-7}")" || fail 4 'Unreadable history' "The history cannot be read; the message is above. Repair ${HISTORY_FILE:-benchmark.jsonl} on the branch ${HISTORY_BRANCH:-benchmarks}."
  fi
  if [[ -n "${stored}" ]]; then
    stored="$(commit_of "${stored}")"
  fi
  if [[ -z "${stored}" ]]; then
    stored="$(commit_of 'HEAD^1')"
  fi
  printf '%s' "${stored}"
}

# Prints what a person named: a branch of the remote first, since a checkout has no others.
named() {
  local found
  found="$(commit_of "refs/remotes/origin/${REF:?}")"
  if [[ -z "${found}" ]]; then
    found="$(commit_of "${REF}")"
  fi
  if [[ -z "${found}" ]]; then
    fail 64 'No such commit' "REF is ${REF}, and there is no such commit, branch or tag. Is the whole history checked out (fetch-depth: 0)?"
  fi
  printf '%s' "${found}"
}

# The first parent of the merge commit of a pull request, or of a merge group, is what the target branch has, so that
# the two versions differ by the pull request alone.
find_base() {
  local found=''
  if [[ -n "${REF:-}" ]]; then
    found="$(named)"
  elif [[ "${EVENT:?}" == 'schedule' || "${EVENT}" == 'workflow_dispatch' ]]; then
    found="$(baseline)"
  elif [[ "${BEFORE:-}" =~ ^[0-9a-f]{40}$ && "${EVENT}" != 'pull_request' ]]; then
    found="$(commit_of "${BEFORE}")"
  fi
  if [[ -z "${found}" ]]; then
    found="$(commit_of 'HEAD^1')"
  fi
  printf '%s' "${found}"
}

add_side() {
  local -r name="$1" commit="$2"
  if ! git worktree add --quiet --detach "${DESTINATION:?}/${name}" "${commit}"; then
    fail 4 'No such version' "\"git worktree add\" failed for ${commit}; its message is above."
  fi
  git log -1 --format="${name}: %h %s" "${commit}" >&2
}

main() {
  require_tools git node
  require_parameters EVENT DESTINATION
  if [[ -e "${DESTINATION:?}" ]]; then
    fail 64 'Folder in use' "${DESTINATION} exists. Remove it (git worktree prune forgets what was in it), or name another folder."
  fi
  mkdir -p "${DESTINATION}"
  read_history
  local head base
  head="$(commit_of HEAD)"
  base="$(find_base)"
  add_side head "${head}"
  if [[ -n "${base}" ]]; then
    add_side base "${base}"
  else
    printf 'There is no commit to compare with.\n' >&2
  fi
  set_output base "${base}"
  set_output head "${head}"
}

main "$@"
