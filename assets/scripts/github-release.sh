#!/usr/bin/env bash
# @summary Publishes the GitHub release of a version with its notes and files; one that is there gets what is missing.
# @param REPOSITORY Repository as owner/name.
# @param TAG Tag of the version; it has to be there.
# @param VERSION Version of the release.
# @param PRERELEASE Whether it is a pre-release: true or false.
# @param LATEST Whether it is the one that GitHub shows as the latest: true or false.
# @param NOTES_FILE File with the notes, as Markdown.
# @param FILES Folder with the tarball and its SHA256SUMS; all files in it are attached.
# @secret GH_TOKEN Token that may write contents.
# @output url Address of the release.
# @needs awk gh jq mktemp sha256sum wc
# @exit 3 The release has other files, or those in the folder are not sound.
# @exit 4 GitHub did not answer as expected.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''
files=()

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
  require_form TAG "${TAG:?}" '^[A-Za-z0-9@][A-Za-z0-9@._/-]*$' 'Use a tag such as v1.2.3.'
  require_form VERSION "${VERSION:?}" '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$' 'Use a version such as 1.2.3.'
  require_form PRERELEASE "${PRERELEASE:?}" '^(true|false)$' 'Use true or false.'
  require_form LATEST "${LATEST:?}" '^(true|false)$' 'Use true or false.'
  if [[ "${PRERELEASE}/${LATEST}" == 'true/true' ]]; then
    fail 64 'Wrong parameter' 'PRERELEASE and LATEST are both true. A pre-release is never the latest: set LATEST to false.'
  elif [[ ! -f "${NOTES_FILE:?}" ]]; then
    fail 64 'No notes' "NOTES_FILE ${NOTES_FILE} is no file."
  elif [[ ! -f "${FILES:?}/SHA256SUMS" ]]; then
    fail 64 'No checksums' "${FILES}/SHA256SUMS is no file. Make it with sha256sum when the package is packed."
  fi
}

# Sets files to what is attached. Whatever is not in the list of checksums was added after packing.
find_files() {
  local path name
  if ! (cd "${FILES:?}" && sha256sum --check --strict --quiet SHA256SUMS) >&2; then
    fail 3 'Other files' "${FILES} holds other files than its SHA256SUMS says. Pack again."
  fi
  for path in "${FILES}"/*; do
    name="${path##*/}"
    # GitHub gives a file with another name a name of its own, and it could not be found again.
    if [[ ! -f "${path}" || ! "${name}" =~ ^[A-Za-z0-9][A-Za-z0-9._+-]*$ || "${name}" =~ \.\. ]]; then
      fail 3 'Unknown file' "${path} cannot be attached. Use letters, digits, dots, - and _ in names."
    elif [[ "${name}" != 'SHA256SUMS' ]] && ! awk -v name="${name}" '{ sub(/^\*/, "", $2) } $2 == name { found = 1 } END { exit !found }' "${FILES}/SHA256SUMS"; then
      fail 3 'Unknown file' "${name} is not in ${FILES}/SHA256SUMS. Pack again."
    fi
    files+=("${name}")
  done
}

# Prints the answer of GitHub. A failed call ends the run, so it cannot look like "nothing found".
ask_github() {
  if ! gh api "$@"; then
    fail 4 'GitHub call failed' "\"gh api ${*: -1}\" failed; its message is above. Check the token and its permission contents: write."
  fi
}

# Without the tag GitHub would make one, on whatever the branch is at.
require_tag() {
  local answer
  answer="$(ask_github "repos/${REPOSITORY:?}/git/matching-refs/tags/${TAG:?}")"
  if ! jq --exit-status 'type == "array"' <<< "${answer:-null}" > /dev/null; then
    fail 4 'Unexpected answer' "GitHub's list of tags like ${TAG} is not one."
  elif ! jq --exit-status --arg ref "refs/tags/${TAG}" 'any(.[]; .ref == $ref)' <<< "${answer}" > /dev/null; then
    fail 3 'No such tag' "${REPOSITORY} has no tag ${TAG}. If it was deleted, start a new run."
  fi
}

# Marks a draft as made here. It goes when the release is published; a draft without it is somebody's own.
mark() {
  printf '<!-- draft of the release workflow for %s -->' "${TAG:?}"
}

# Prints the release of the tag, null if there is none: a published one first, then a draft made here, then any other.
find_release() {
  local answer mark
  mark="$(mark)"
  answer="$(ask_github --paginate "repos/${REPOSITORY:?}/releases?per_page=100")"
  if ! jq --slurp --compact-output --arg tag "${TAG:?}" --arg mark "${mark}" '
    if length > 0 and all(.[]; type == "array") then add else error("no list") end
    | map(select(.tag_name == $tag)) | sort_by(if .draft then (if (.body // "" | contains($mark)) then 1 else 2 end) else 0 end, .id) | .[0]' <<< "${answer}"; then
    fail 4 'Unexpected answer' "GitHub's list of releases is not one."
  fi
}

# Prints the new draft. Files have to be there before it is published: afterwards a release may be immutable.
make_draft() {
  local mark
  mark="$(mark)"
  # GitHub takes 125000 characters.
  jq --null-input --rawfile notes "${NOTES_FILE:?}" --arg mark "${mark}" --arg tag "${TAG:?}" --argjson prerelease "${PRERELEASE:?}" '
    { tag_name: $tag, name: $tag, body: ($notes[:120000] + "\n" + $mark), draft: true, $prerelease }' > "${work}/draft"
  ask_github --method POST --input "${work}/draft" "repos/${REPOSITORY:?}/releases"
}

# Prints how a file stands in the release: missing, partial (its upload was cut off), same or other. Where GitHub
# names no digest, the size has to do.
state_of() {
  local -r release="$1" name="$2"
  local sum size
  sum="$(sha256sum < "${FILES:?}/${name}")"
  size="$(wc -c < "${FILES}/${name}")"
  if ! jq --exit-status --raw-output --arg name "${name}" --arg digest "sha256:${sum%% *}" --argjson size "${size}" '
    (.assets | if type == "array" then . else error("no assets") end | map(select(.name == $name)) | .[0]) as $asset
    | if $asset == null then "missing" elif $asset.state != "uploaded" then "partial \($asset.id)"
      elif $asset.size == $size and ($asset.digest // $digest) == $digest then "same" else "other" end' <<< "${release:-null}"; then
    fail 4 'Unexpected answer' "GitHub's release of ${TAG:?} has no list of files."
  fi
}

# Prints how many files are missing; one that differs ends the run, before anything is uploaded.
compare_files() {
  local -r release="$1"
  local name state
  local -i missing=0
  for name in "${files[@]}"; do
    state="$(state_of "${release}" "${name}")"
    if [[ "${state}" == 'other' ]]; then
      fail 3 'Other file' "The release of ${TAG:?} has another ${name}. It is not replaced: find out where it comes from, and delete it there or release a new version."
    elif [[ "${state}" != 'same' ]]; then
      missing+=1
    fi
  done
  printf '%s' "${missing}"
}

upload_files() {
  local -r release="$1"
  local address name state
  address="$(jq --raw-output '.upload_url | sub("\\{.*"; "")' <<< "${release}")"
  for name in "${files[@]}"; do
    state="$(state_of "${release}" "${name}")"
    if [[ "${state}" == 'partial '* ]]; then
      printf 'The upload of %s was cut off; it is done again.\n' "${name}" >&2
      ask_github --method DELETE "repos/${REPOSITORY:?}/releases/assets/${state#partial }" >&2
    fi
    if [[ "${state}" != 'same' ]]; then
      ask_github --method POST --header 'Content-Type: application/octet-stream' --input "${FILES:?}/${name}" "${address}?name=${name//+/%2B}" > /dev/null
      printf 'Attached %s.\n' "${name}" >&2
    fi
  done
}

# Prints the release with all its files; an immutable one stays as it is.
complete_release() {
  local release="$1"
  local missing id
  id="$(jq --raw-output '.id' <<< "${release}")"
  missing="$(compare_files "${release}")"
  if [[ "${missing}" != '0' ]] && jq --exit-status '.immutable == true' <<< "${release}" > /dev/null; then
    warn 'Immutable release' "The release of ${TAG:?} takes no files any more, ${missing} of ${#files[@]} are missing. Start the workflow by hand next time: it attaches them before it publishes."
  elif [[ "${missing}" != '0' ]]; then
    upload_files "${release}"
    release="$(ask_github "repos/${REPOSITORY:?}/releases/${id}")"
    missing="$(compare_files "${release}")"
    if [[ "${missing}" != '0' ]]; then
      fail 4 'Not attached' "${missing} files are still missing in the release of ${TAG:?}. Run the job again."
    fi
  fi
  printf '%s' "${release}"
}

warn() {
  local -r title="$1" message="$2"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    printf '::warning title=%s::%s\n' "${title}" "${message}" >&2
  else
    printf '%s: %s\n' "${title}" "${message}" >&2
  fi
  add_summary "${title}: ${message}"
}

# Prints the release after it was published, if it is a draft made here; what somebody changed in its notes is kept.
publish_draft() {
  local -r release="$1"
  local mark id
  mark="$(mark)"
  if jq --exit-status '.draft == false' <<< "${release}" > /dev/null; then
    printf '%s' "${release}"
  elif jq --exit-status --arg mark "${mark}" '.body // "" | contains($mark)' <<< "${release}" > /dev/null; then
    id="$(jq --raw-output '.id' <<< "${release}")"
    jq --arg mark "${mark}" --arg tag "${TAG:?}" --argjson prerelease "${PRERELEASE:?}" --arg latest "${LATEST:?}" '
      { tag_name: $tag, body: (.body | split($mark) | join("") | sub("\\s+\\z"; "")), draft: false, $prerelease, make_latest: $latest }' <<< "${release}" > "${work}/published"
    ask_github --method PATCH --input "${work}/published" "repos/${REPOSITORY:?}/releases/${id}"
  else
    warn 'Draft of somebody' "The release of ${TAG:?} is a draft that was not made here. Its files are attached; publish it by hand."
    printf '%s' "${release}"
  fi
}

main() {
  local release url
  require_tools awk gh jq mktemp sha256sum wc
  require_parameters REPOSITORY TAG VERSION PRERELEASE LATEST NOTES_FILE FILES GH_TOKEN
  check_parameters
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  work="$(make_work_folder)"
  trap clean_up EXIT
  find_files
  require_tag
  release="$(find_release)"
  if [[ "${release}" == 'null' ]]; then
    release="$(make_draft)"
  fi
  if ! jq --exit-status '(.id | type == "number") and (.upload_url | type == "string")' <<< "${release:-null}" > /dev/null; then
    fail 4 'Unexpected answer' "GitHub made no draft for ${TAG:?}; it answered: ${release:0:200}"
  fi
  release="$(complete_release "${release}")"
  release="$(publish_draft "${release}")"
  if ! url="$(jq --exit-status --raw-output '.html_url | strings' <<< "${release:-null}")"; then
    fail 4 'Unexpected answer' "GitHub's release of ${TAG:?} has no address."
  fi
  set_output url "${url}"
  add_summary "Release [${TAG:?}](${url}) of **${VERSION:?}** with ${#files[@]} files."
}

main "$@"
