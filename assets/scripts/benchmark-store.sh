#!/usr/bin/env bash
# @summary Adds a result to the history of benchmarks, one line of a file on a branch of its own.
# @param REPOSITORY Repository as owner/name.
# @param BRANCH Branch of the history; made without a parent if it is missing. (default: benchmarks)
# @param FILE File on that branch. (default: benchmark.jsonl)
# @param RECORD File with the result, one JSON object with the commit.
# @param REVISION Commit that was measured; the result must be of it.
# @param ATTEMPTS How often it is tried while others write to the branch. (default: 5)
# @secret GH_TOKEN Token that may write contents.
# @output commit Commit on the branch; empty if the result was there already.
# @needs base64 gh jq sleep tail
# @exit 3 The result is not of this commit, or the history is not what it was.
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

# Prints what GitHub answers.
call_api() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api $1\" failed; its message is above. Check the token and its permission contents: write."
  fi
}

# Prints what a field of the answer holds; sends the file as it is, since a history is no argument.
send() {
  local -r path="$1" method="$2" body="$3" field="$4"
  call_api "repos/${REPOSITORY:?}/git/${path}" --method "${method}" --input "${body}" --jq "${field}"
}

# Prints the commit that the branch is at; empty if there is no branch. Not git/ref, which calls that an error.
tip() {
  call_api "repos/${REPOSITORY:?}/git/matching-refs/heads/${BRANCH:-benchmarks}" |
    jq --raw-output --arg ref "refs/heads/${BRANCH:-benchmarks}" '.[] | select(.ref == $ref) | .object.sha'
}

# Writes what the file holds at a commit; nothing if it is not there.
read_file() {
  local -r commit="$1" destination="$2"
  local entries blob
  entries="$(call_api "repos/${REPOSITORY:?}/git/trees/${commit}")"
  blob="$(jq --raw-output --arg file "${FILE:-benchmark.jsonl}" '.tree[] | select(.path == $file and .type == "blob") | .sha' <<< "${entries}")"
  : > "${destination}"
  if [[ -n "${blob}" ]]; then
    call_api "repos/${REPOSITORY:?}/git/blobs/${blob}" --jq '.content' | base64 --decode > "${destination}"
  fi
}

# Prints how often this run stored it already: a job that is run again must not count twice.
count_stored() {
  local -r history="$1" record="$2"
  jq --null-input --slurpfile new "${record}" \
    '[inputs | select(.commit == $new[0].commit and .run == $new[0].run)] | length' "${history}"
}

# Prints the commit that adds the line to what is at the tip, and to nothing else of the branch.
make_commit() {
  local -r parent="$1" folder="$2"
  local tree
  jq --null-input --rawfile content "${folder}/history" --arg file "${FILE:-benchmark.jsonl}" --arg parent "${parent}" \
    '{ tree: [{ path: $file, mode: "100644", type: "blob", content: $content }] } + (if $parent == "" then {} else { base_tree: $parent } end)' > "${folder}/tree.json"
  tree="$(send trees POST "${folder}/tree.json" .sha)"
  jq --null-input --arg tree "${tree}" --arg parent "${parent}" --arg message "Benchmarks of ${REVISION:?}" \
    '{ message: $message, tree: $tree, parents: (if $parent == "" then [] else [$parent] end) }' > "${folder}/commit.json"
  send commits POST "${folder}/commit.json" .sha
}

# Moves the branch, forwards only. Whoever was faster is the reason to try again, and not an error.
move_branch() {
  local -r parent="$1" commit="$2" folder="$3"
  local path="refs" method='POST' message
  jq --null-input --arg ref "refs/heads/${BRANCH:-benchmarks}" --arg sha "${commit}" '{ ref: $ref, sha: $sha }' > "${folder}/ref.json"
  if [[ -n "${parent}" ]]; then
    path="refs/heads/${BRANCH:-benchmarks}"
    method='PATCH'
    jq --null-input --arg sha "${commit}" '{ sha: $sha, force: false }' > "${folder}/ref.json"
  fi
  if message="$(gh api "repos/${REPOSITORY:?}/git/${path}" --method "${method}" --input "${folder}/ref.json" --silent 2>&1)"; then
    done='true'
    return 0
  elif [[ "${message}" != *'(HTTP 422)'* && "${message}" != *'(HTTP 409)'* ]]; then
    printf '%s\n' "${message}" >&2
    fail 4 'GitHub call failed' "The branch ${BRANCH:-benchmarks} could not be moved; the message is above. Does a rule keep the workflow from it?"
  fi
  printf 'The branch %s has moved: %s\n' "${BRANCH:-benchmarks}" "${message}" >&2
}

# One attempt: reads, adds, moves. Sets done, and stored to the new commit, or to nothing if the line is there.
store() {
  local -r folder="$1"
  local parent count last
  parent="$(tip)"
  : > "${folder}/history"
  if [[ -n "${parent}" ]]; then
    read_file "${parent}" "${folder}/history"
  fi
  if ! jq --null-input --exit-status '[inputs] | all(type == "object" and has("commit"))' "${folder}/history" > /dev/null; then
    fail 3 'Damaged history' "${FILE:-benchmark.jsonl} on the branch ${BRANCH:-benchmarks} is no list of results, one a line. Repair it; nothing was written."
  fi
  count="$(count_stored "${folder}/history" "${folder}/record")"
  if (( count > 0 )); then
    stored=''
    done='true'
    return 0
  fi
  # A last line without its end would swallow the new one.
  last="$(tail -c 1 "${folder}/history")"
  if [[ -n "${last}" ]]; then
    printf '\n' >> "${folder}/history"
  fi
  cat "${folder}/record" >> "${folder}/history"
  stored="$(make_commit "${parent}" "${folder}")"
  move_branch "${parent}" "${stored}" "${folder}"
}

check_parameters() {
  if [[ ! "${REPOSITORY:?}" =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  elif [[ ! "${BRANCH:-benchmarks}" =~ ^[A-Za-z0-9][A-Za-z0-9._/-]*$ || ! "${FILE:-benchmark.jsonl}" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]]; then
    fail 64 'Bad name' "BRANCH is ${BRANCH:-benchmarks} and FILE is ${FILE:-benchmark.jsonl}. Use the name of a branch, and that of a file in its root."
  elif [[ ! "${ATTEMPTS:-5}" =~ ^[1-9][0-9]*$ ]]; then
    fail 64 'Not a number' "ATTEMPTS is ${ATTEMPTS:-5}. Use a number from 1."
  elif ! jq --exit-status --arg commit "${REVISION:?}" '.commit == $commit and (.benchmarks | type == "array")' "${RECORD:?}" > /dev/null; then
    fail 3 'Another commit' "${RECORD} is no result of ${REVISION}. Only what was measured for the commit is stored."
  fi
}

main() {
  require_tools base64 gh jq sleep tail
  require_parameters REPOSITORY RECORD REVISION GH_TOKEN
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  local stored='' done='false'
  local -i attempt
  work="$(mktemp -d)"
  trap 'rm -rf "${work}"' EXIT
  jq --compact-output '.' "${RECORD:?}" > "${work}/record"
  for (( attempt = 1; attempt <= ${ATTEMPTS:-5}; attempt++ )); do
    store "${work}"
    if [[ "${done}" == 'true' ]]; then
      add_summary "Stored on the branch \`${BRANCH:-benchmarks}\`: ${stored:-it was there already}."
      set_output commit "${stored}"
      return 0
    fi
    sleep "$(( attempt ))"
  done
  fail 4 'Branch in use' "Others wrote to the branch ${BRANCH:-benchmarks} each time. Start the job again."
}

main "$@"
