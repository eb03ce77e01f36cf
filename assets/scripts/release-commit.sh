#!/usr/bin/env bash
# @summary Makes commit and tag of a version through GitHub's API, so that the commit is verified; verifies a tag that is there.
# @param REPOSITORY Repository as owner/name.
# @param BRANCH Branch that the commit goes on.
# @param BASE Commit that the commit goes on. With BUMP=false, if it is set, the tag has to be at it or straight on it. (default: )
# @param VERSION Version of the release.
# @param TAG Tag of the version.
# @param RUN_ID Number of the run; the same when it is started again.
# @param BUMP Whether commit and tag are to be made: true or false. If not, the tag has to be there.
# @param FILES Folder with the files to commit, by their paths in the repository. (default: release-files/files)
# @param SIGNED_OFF_BY Name and mail address of who signs the commit off and makes the tag. (default: github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>)
# @secret GH_TOKEN Token that may write contents.
# @output revision Commit of the tag.
# @needs base64 find gh jq mktemp sort tr
# @exit 3 The version cannot be made here; the message says what to do.
# @exit 4 GitHub did not answer as expected.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''

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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

require_form() {
  local -r name="$1" value="$2" form="$3" fix="$4"
  if [[ ! "${value}" =~ ${form} ]]; then
    fail 64 'Wrong parameter' "${name} is \"${value}\". ${fix}"
  fi
}

check_parameters() {
  require_form REPOSITORY "${REPOSITORY:?}" '^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$' 'Use owner/name.'
  require_form BUMP "${BUMP:?}" '^(true|false)$' 'Use true or false.'
  require_form BASE "${BASE:-}" '^([0-9a-f]{40})?$' 'Use 40 hex digits.'
  require_form VERSION "${VERSION:?}" '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$' 'Use a version such as 1.2.3.'
  require_form TAG "${TAG:?}" '^[A-Za-z0-9@][A-Za-z0-9@._/-]*$' 'Use a tag such as v1.2.3.'
  require_form RUN_ID "${RUN_ID:?}" '^[0-9]+$' 'Use the number of the run.'
  require_form SIGNED_OFF_BY "${SIGNED_OFF_BY:-github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>}" \
    $'^[^<>\n\r]+ <[^<>[:space:]]+@[^<>[:space:]]+>$' 'Use Name <mail@example.com>.'
  if [[ "${BUMP}" == 'true' && -z "${BASE:-}" ]]; then
    fail 64 'Missing parameter' 'BASE is empty. Give the commit that was tested.'
  fi
}

# Prints the answer of GitHub. A failed call ends the run, so it cannot look like "nothing found".
ask_github() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api ${*: -1}\" failed; its message is above. Check the token and its permission contents: write."
  fi
}

# Prints kind and name of the object that a ref is at; empty if there is no such ref. GitHub also lists refs that only
# begin so.
object_of() {
  local -r ref="$1"
  local path answer
  path="$(jq --null-input --raw-output --arg ref "${ref}" '$ref | split("/") | map(@uri) | join("/")')"
  answer="$(ask_github "repos/${REPOSITORY:?}/git/matching-refs/${path}")"
  if ! jq --exit-status --raw-output --arg ref "refs/${ref}" 'if type == "array" then . else error("no list") end
    | map(select(.ref == $ref)) | if length == 0 then "" else .[0].object | "\(.type) \(.sha | strings)" end' <<< "${answer:-null}"; then
    fail 4 'Unexpected answer' "GitHub's list of refs like ${ref} is not one."
  fi
}

# Prints the commit of the tag; empty if there is no such tag. A tag may be of a tag.
commit_of_tag() {
  local object answer
  object="$(object_of "tags/${TAG:?}")"
  while [[ "${object}" == 'tag '* ]]; do
    answer="$(ask_github "repos/${REPOSITORY:?}/git/tags/${object#tag }")"
    if ! object="$(jq --exit-status --raw-output '.object | "\(.type) \(.sha | strings)"' <<< "${answer:-null}")"; then
      fail 4 'Unexpected answer' "GitHub's tag ${TAG} names no object."
    fi
  done
  if [[ -n "${object}" && "${object}" != 'commit '* ]]; then
    fail 3 'No commit' "${TAG} is at a ${object% *}, not at a commit. Delete it and start a new run."
  fi
  printf '%s' "${object#commit }"
}

# Prints those of the commits that this run made: straight on BASE, with its message and its trailer, so that a trailer in
# somebody's text does not pass for it.
own_commit() {
  local -r answer="$1"
  if ! jq --exit-status --raw-output --slurp --arg base "${BASE:-}" --arg headline "chore(release): ${VERSION:?}" --arg trailer "Release-Run: ${RUN_ID:?}" '
    if length == 0 then error("no answer") else map(if has("commits") then .commits[] else . end) end
    | map(select((.parents | map(.sha)) == [$base])
        | select(.commit.message | sub("\\s+\\z"; "") | (split("\n")[0] == $headline) and (split("\n\n") | last | split("\n") | index($trailer) != null)))
    | .[0].sha // ""' <<< "${answer}"; then
    fail 4 'Unexpected answer' "GitHub's answer lists no commits: ${answer:0:200}"
  fi
}

tip_of_branch() {
  local object
  object="$(object_of "heads/${BRANCH:?}")"
  if [[ "${object}" != 'commit '* ]]; then
    fail 3 'No branch' "${REPOSITORY:?} has no branch ${BRANCH}."
  fi
  printf '%s' "${object#commit }"
}

# Writes the question that makes the commit. Files go through files: an argument may not be that long.
write_commit() {
  local -r question="$1" folder="${FILES:-release-files/files}"
  local -r signer="${SIGNED_OFF_BY:-github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>}"
  local paths path
  paths="$(cd "${folder}" && find . -type f | LC_ALL=C sort)"
  if [[ -z "${paths}" ]]; then
    fail 3 'Nothing to commit' "${folder} holds no file."
  fi
  while IFS= read -r path; do
    base64 < "${folder}/${path}" | tr -d '\n' > "${work}/contents"
    jq --null-input --arg path "${path#./}" --rawfile contents "${work}/contents" '{$path, $contents}' >> "${work}/additions"
  done <<< "${paths}"
  jq --null-input --slurpfile additions "${work}/additions" --arg repository "${REPOSITORY:?}" --arg branch "${BRANCH:?}" --arg base "${BASE:-}" \
    --arg headline "chore(release): ${VERSION:?}" --arg body "Release-Run: ${RUN_ID:?}"$'\n'"Signed-off-by: ${signer}" '
    { query: "mutation ReleaseCommit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
      variables: { input: { branch: { repositoryNameWithOwner: $repository, branchName: $branch }, expectedHeadOid: $base,
        message: { $headline, $body }, fileChanges: { $additions } } } }' > "${question}"
}

# Prints the commit of this run, which it makes if no earlier attempt did.
make_commit() {
  local tip answer commit=''
  tip="$(tip_of_branch)"
  if [[ "${tip}" == "${BASE:-}" ]]; then
    write_commit "${work}/question"
    # It may have been made although the call failed, or nothing came back: then the branch tells.
    answer="$(gh api graphql --input "${work}/question" || true)"
    commit="$(jq --raw-output '.data.createCommitOnBranch.commit.oid | strings' <<< "${answer:-null}" || true)"
    if [[ -n "${commit}" ]]; then
      printf '%s' "${commit}"
      return 0
    fi
    printf 'GitHub names no commit; looking whether it was made. It answered: %s\n' "${answer:0:2000}" >&2
    tip="$(tip_of_branch)"
    if [[ "${tip}" == "${BASE:-}" ]]; then
      fail 4 'Not committed' "GitHub did not take the commit; its message is above. The token needs contents: write, and the rules of ${BRANCH:?} must let it commit."
    fi
  fi
  answer="$(ask_github --paginate "repos/${REPOSITORY:?}/compare/${BASE:-}...${tip}?per_page=100")"
  commit="$(own_commit "${answer}")"
  if [[ -z "${commit}" ]]; then
    fail 3 'Branch has moved' "${BRANCH:?} is at ${tip}, what was tested is ${BASE:-}. Start a new run, so that what is released is what was tested."
  fi
  printf '%s' "${commit}"
}

# The date of the commit makes the same tag object each time, so that one left behind by an attempt that was cut off is used again.
make_tag() {
  local -r commit="$1" signer="${SIGNED_OFF_BY:-github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>}"
  local answer date object tagged
  answer="$(ask_github "repos/${REPOSITORY:?}/commits/${commit}")"
  if ! date="$(jq --exit-status --raw-output '.commit.committer.date | strings' <<< "${answer:-null}")"; then
    fail 4 'Unexpected answer' "GitHub's commit ${commit} has no date."
  fi
  answer="$(jq --null-input --arg tag "${TAG:?}" --arg object "${commit}" --arg date "${date}" --arg name "${signer% <*}" --arg email "${signer##*<}" \
    --arg message "Release ${VERSION:?}" '{$tag, $message, $object, type: "commit", tagger: {$name, email: ($email | rtrimstr(">")), $date}}' \
    | ask_github --method POST --input - "repos/${REPOSITORY}/git/tags")"
  if ! object="$(jq --exit-status --raw-output '.sha | strings' <<< "${answer:-null}")"; then
    fail 4 'Unexpected answer' "GitHub made no tag; it answered: ${answer:-nothing}"
  fi
  if jq --null-input --arg ref "refs/tags/${TAG}" --arg sha "${object}" '{$ref, $sha}' \
    | gh api --method POST --input - "repos/${REPOSITORY}/git/refs" > /dev/null; then
    return 0
  fi
  printf 'The call that makes the tag failed; looking whether it was made.\n' >&2
  tagged="$(commit_of_tag)"
  if [[ "${tagged}" != "${commit}" ]]; then
    fail 4 'Not tagged' "${TAG} is ${tagged:-not there} instead of at ${commit}; the message is above. The rules for tags must let the token make it."
  fi
}

# Prints the commit of a tag that is there, unless it is not the one that was meant.
verify_tag() {
  local -r commit="$1"
  local answer own
  answer="$(ask_github "repos/${REPOSITORY:?}/commits/${commit}")"
  if [[ "${BUMP:?}" == 'true' ]]; then
    own="$(own_commit "${answer}")"
    if [[ -z "${own}" ]]; then
      fail 3 'Tag is taken' "${TAG:?} exists at ${commit}, which this run did not make. Start a new run for the next version."
    fi
  elif [[ -n "${BASE:-}" ]] && ! jq --exit-status --arg base "${BASE}" 'any(.sha, .parents[0].sha; . == $base)' <<< "${answer:-null}" > /dev/null; then
    fail 3 'Tag was moved' "${TAG:?} is at ${commit}, but was planned for ${BASE}. Find out who moved it, then start a new run."
  fi
}

main() {
  local commit
  require_tools base64 find gh jq mktemp sort tr
  require_parameters REPOSITORY BRANCH VERSION TAG RUN_ID BUMP GH_TOKEN
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  work="$(make_work_folder)"
  trap clean_up EXIT
  commit="$(commit_of_tag)"
  if [[ -n "${commit}" ]]; then
    verify_tag "${commit}"
  elif [[ "${BUMP:?}" == 'true' ]]; then
    commit="$(make_commit)"
    make_tag "${commit}"
  else
    fail 3 'No such tag' "${REPOSITORY:?} has no tag ${TAG:?}. If it was deleted, start a new run."
  fi
  set_output revision "${commit}"
  add_summary "**${VERSION:?}** is \`${TAG:?}\`, commit \`${commit}\`."
}

main "$@"
