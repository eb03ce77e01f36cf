#!/usr/bin/env bash
# @summary Makes what changes with a version: package.json, lock file and changelog, and the notes of the version.
# @param VERSION Version to release.
# @param TAG Tag of the version.
# @param BUMP Whether commit and tag are still to be made: true or false. If not, only the notes are made, from the tag.
# @param TAG_PREFIX What stands before the version in a tag. (default: v)
# @param PACKAGE_DIRECTORY Folder of the package in the repository. (default: .)
# @param CHANGELOG Changelog in the folder of the package; made if it is missing, kept below the new section if not. (default: CHANGELOG.md)
# @param GIT_CLIFF_VERSION Version of git-cliff, which writes the notes; a cliff.toml is followed if there is one.
# @param DESTINATION Folder for what is made; created, and empty before. (default: release-files)
# @output files Files that are to be committed, below files/ in DESTINATION, as a JSON list; [] if there are none.
# @output notes Path of the notes.
# @needs awk find git jq mktemp npm npx sed
# @exit 3 The files or the notes could not be made.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work='' destination='' revision='' root='' cliff=()

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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

prepare_destination() {
  local -r destination="$1"
  local contents
  mkdir -p "${destination}"
  contents="$(ls -A "${destination}")"
  if [[ -n "${contents}" ]]; then
    fail 64 'Destination not empty' "${destination} already holds: ${contents//$'\n'/, }. Remove it, or choose another DESTINATION."
  fi
}

require_form() {
  local -r name="$1" value="$2" form="$3" fix="$4"
  if [[ ! "${value}" =~ ${form} ]]; then
    fail 64 'Wrong parameter' "${name} is \"${value}\". ${fix}"
  fi
}

check_parameters() {
  local -r number='(0|[1-9][0-9]*)' folder='^(/\.|(/[A-Za-z0-9_@][A-Za-z0-9_@.-]*)+)$'
  require_form VERSION "${VERSION:?}" "^${number}\\.${number}\\.${number}(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?\$" 'Use a version such as 1.2.3.'
  require_form BUMP "${BUMP:?}" '^(true|false)$' 'Use true or false.'
  require_form PACKAGE_DIRECTORY "/${PACKAGE_DIRECTORY:-.}" "${folder}" 'Give a path in the repository, such as packages/tool.'
  require_form CHANGELOG "/${CHANGELOG:-CHANGELOG.md}" "${folder}" 'Give a path in the folder of the package, such as CHANGELOG.md.'
  require_form GIT_CLIFF_VERSION "${GIT_CLIFF_VERSION:?}" "^${number}\\.${number}\\.${number}\$" 'Use a version such as 2.14.2.'
  if [[ "${TAG:?}" != "${TAG_PREFIX:-v}${VERSION}" ]]; then
    fail 64 'Wrong parameter' "TAG is \"${TAG}\", but ${TAG_PREFIX:-v}${VERSION} is the tag of ${VERSION}."
  fi
}

# Sets root, and revision: the commit that the notes end with.
check_history() {
  local name='HEAD'
  if ! root="$(git rev-parse --show-toplevel)" || [[ "$(git rev-parse --is-shallow-repository || true)" != 'false' ]]; then
    fail 3 'Shallow history' 'This is no git repository with its whole history, so changes may be missing. Check out with fetch-depth: 0.'
  elif [[ "${BUMP:?}" == 'false' ]]; then
    name="refs/tags/${TAG:?}"
  fi
  if ! revision="$(git rev-parse --verify --quiet "${name}^{commit}")"; then
    fail 3 'No such commit' "${name} is not in this repository. Check out with fetch-depth: 0; if the tag is gone, start a new run."
  fi
}

# Prints the path of a file of the package as it is in the repository.
path_of() {
  local -r path="${PACKAGE_DIRECTORY:-.}/$1"
  printf '%s' "${path#./}"
}

# Copies a file of the repository as it is committed, if it is there; the working tree may have been changed by a build.
take_file() {
  local -r path="$1" to="$2"
  if git -C "${root}" cat-file -e "${revision}:${path}" 2> /dev/null; then
    git -C "${root}" show "${revision}:${path}" > "${to}"
  fi
}

keep_file() {
  local -r from="$1" path="${destination}/files/$2"
  mkdir -p "${path%/*}"
  cp -- "${from}" "${path}"
}

# Lets npm write the version, in a folder that holds the manifest and its lock file alone. It is forced, because npm
# refuses where devEngines wants another package manager.
write_version() {
  local -r folder="${work}/package"
  local name path
  mkdir "${folder}"
  for name in package.json package-lock.json npm-shrinkwrap.json; do
    path="$(path_of "${name}")"
    take_file "${path}" "${folder}/${name}"
  done
  if ! (cd "${folder}" && npm version "${VERSION:?}" --no-git-tag-version --ignore-scripts --allow-same-version --force) >&2; then
    fail 3 'No version' "npm could not write ${VERSION} into package.json of ${PACKAGE_DIRECTORY:-.}; its message is above."
  fi
  for name in "${folder}"/*.json; do
    path="$(path_of "${name##*/}")"
    keep_file "${name}" "${path}"
  done
}

# The lock file at the root names the versions of the packages below it; it keeps its indentation.
write_root_lock() {
  local -r folder="${PACKAGE_DIRECTORY:-.}" lock="${work}/root-lock.json"
  local indent
  take_file package-lock.json "${lock}"
  if [[ "${folder}" == '.' || ! -f "${lock}" ]] || ! jq --exit-status --arg folder "${folder}" '.packages[$folder].version' "${lock}" > /dev/null; then
    return 0
  fi
  indent="$(sed -n '2s/[^[:space:]].*//p' "${lock}")"
  local -a style=(--indent "${#indent}")
  if [[ "${indent}" == $'\t' ]]; then
    style=(--tab)
  fi
  jq "${style[@]}" --arg folder "${folder}" --arg version "${VERSION:?}" '.packages[$folder].version = $version' "${lock}" > "${lock}.new"
  keep_file "${lock}.new" package-lock.json
}

# Prints the tag that this version follows: the newest before, for a stable version the newest stable one, so that its
# notes tell of everything since.
previous_tag() {
  local -a place=(--merged "${revision}")
  local tags name version
  if [[ "${BUMP:?}" == 'false' ]]; then
    place+=(--no-contains "${revision}")
  fi
  tags="$(git -C "${root}" -c versionsort.suffix=- tag --sort=-version:refname "${place[@]}")"
  while IFS= read -r name; do
    version="${name#"${TAG_PREFIX:-v}"}"
    if [[ "${name}" == "${TAG_PREFIX:-v}${version}" && "${version}" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ \
      && ("${version}" != *-* || "${VERSION:?}" == *-*) ]]; then
      printf '%s' "${name}"
      return 0
    fi
  done <<< "${tags}"
}

# Prints the configuration of git-cliff; empty if the repository has none.
find_configuration() {
  local -r folder="${root}/${PACKAGE_DIRECTORY:-.}"
  local file
  for file in "${folder}"/{,.}cliff.toml "${root}"/{,.,.config/}cliff.toml; do
    if [[ -f "${file}" ]]; then
      printf '%s' "${file}"
      return 0
    fi
  done
}

# Commits that only make a version are no change of it. They are known by the run they name.
release_commits() {
  git -C "${root}" log --format='%H %(trailers:key=Release-Run,valueonly,unfold,separator=%x2C)' "$1" | awk 'NF == 2 { print $1 }'
}

# Tells git-cliff of this one version: the tags between do not divide it.
choose_changes() {
  local -r range="$1" pattern="${TAG:?}"
  local configuration skipped commit
  cliff=(--workdir "${root}" --strip all --tag "${TAG}" --tag-pattern "^${pattern//./\\.}\$")
  configuration="$(find_configuration)"
  if [[ -n "${configuration}" ]]; then
    cliff+=(--config "${configuration}")
  else
    # Without a configuration nobody has asked for conventional commits, so that the others are listed as well.
    export GIT_CLIFF__GIT__FILTER_UNCONVENTIONAL=false
  fi
  if [[ "${PACKAGE_DIRECTORY:-.}" != '.' ]]; then
    cliff+=(--include-path "${PACKAGE_DIRECTORY:-.}/**")
  fi
  skipped="$(release_commits "${range}")"
  while [[ -n "${skipped}" ]] && IFS= read -r commit; do
    cliff+=(--skip-commit "${commit}")
  done <<< "${skipped}"
}

write_notes() {
  local -r notes="$1"
  local before range="${revision}"
  before="$(previous_tag)"
  if [[ -n "${before}" ]]; then
    range="$(git -C "${root}" rev-parse "refs/tags/${before}^{commit}")..${revision}"
  fi
  choose_changes "${range}"
  # In a folder of its own npx reads no configuration of the repository.
  if ! (cd "${work}" && npx --yes "git-cliff@${GIT_CLIFF_VERSION:?}" "${cliff[@]}" "${range}" < /dev/null) > "${work}/notes"; then
    fail 3 'No notes' "git-cliff ${GIT_CLIFF_VERSION} failed; its message is above. Check the network and the configuration of git-cliff."
  fi
  awk 'NF > 0 { found = 1 } found { print }' "${work}/notes" > "${notes}"
  if ! awk 'NF > 0 && !/^#/ { found = 1 } END { exit !found }' "${notes}"; then
    if [[ ! -s "${notes}" ]]; then
      printf '## %s\n' "${VERSION:?}" > "${notes}"
    fi
    printf '\n%s\n' "No notable changes${before:+ since ${before}}." >> "${notes}"
  fi
}

# The new section goes above the newest one, but below a title and what is not released yet.
write_changelog() {
  local -r notes="$1" before="${work}/changelog" after="${work}/changelog.new"
  local path
  path="$(path_of "${CHANGELOG:-CHANGELOG.md}")"
  take_file "${path}" "${before}"
  if [[ ! -s "${before}" ]]; then
    printf '# Changelog\n\n' > "${before}"
  fi
  awk -v section="${notes}" '
    { lines[NR] = $0 }
    /^(```|~~~)/ { fenced = !fenced }
    NF > 0 && !first { first = NR }
    !at && !fenced && /^## / && tolower($0) !~ /unreleased/ { at = NR }
    END {
      if (!at) at = lines[first] ~ /^##? / ? NR + 1 : 1
      for (i = 1; i < at; i++) print lines[i]
      if (at > 1 && lines[at - 1] != "") print ""
      while ((getline line < section) > 0) print line
      if (at <= NR) print ""
      for (i = at; i <= NR; i++) print lines[i]
    }' "${before}" > "${after}"
  keep_file "${after}" "${path}"
}

main() {
  local files='[]'
  require_tools awk find git jq mktemp npm npx sed
  require_parameters VERSION TAG BUMP GIT_CLIFF_VERSION
  check_parameters
  check_history
  prepare_destination "${DESTINATION:-release-files}"
  destination="$(cd "${DESTINATION:-release-files}" && pwd)"
  work="$(make_work_folder)"
  trap clean_up EXIT
  write_notes "${destination}/notes.md"
  if [[ "${BUMP:?}" == 'true' ]]; then
    write_version
    write_root_lock
    write_changelog "${destination}/notes.md"
    files="$(cd "${destination}/files" && find . -type f | jq --raw-input --null-input --compact-output '[inputs | ltrimstr("./")] | sort')"
  fi
  set_output files "${files}"
  set_output notes "${DESTINATION:-release-files}/notes.md"
}

main "$@"
