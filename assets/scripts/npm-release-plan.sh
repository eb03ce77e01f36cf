#!/usr/bin/env bash
# @summary Decides once what a release is: version, tag, dist-tag, and whether the tag is still to be made.
# @param EVENT What started the run: workflow_dispatch or release.
# @param BUMP Part of the version to raise: patch, minor, major or prerelease; for workflow_dispatch. (default: )
# @param RELEASE_TAG Tag of the release that was published; for release. (default: )
# @param RELEASE_PRERELEASE Whether that release is marked as a pre-release: true or false. (default: false)
# @param REF_NAME Branch or tag that the run was started for.
# @param RELEASE_BRANCH Branch that versions are made from.
# @param REVISION Commit that the run was started for.
# @param RUN_ID Number of the run; the same when it is started again.
# @param PREID Word in the version of a pre-release. (default: rc)
# @param PRERELEASE_DIST_TAG Dist-tag of pre-releases. (default: next)
# @param TAG_PREFIX What stands before the version in a tag. (default: v)
# @param PACKAGE_DIRECTORY Folder of the package in the repository. (default: .)
# @output package Name of the package.
# @output version Version to release.
# @output tag Tag of the version.
# @output dist-tag Dist-tag that the version gets.
# @output prerelease Whether it is a pre-release: true or false.
# @output bump Whether commit and tag of the version are still to be made: true or false.
# @output revision Commit whose checks count.
# @output base Commit that the commit of the version goes on; empty if there is nothing to be made.
# @needs git jq mktemp npm
# @exit 3 This may not be released, or not from here; the message says how.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work='' package='' version='' tag='' revision='' base='' dist_tag='' bump='false' prerelease='false' why_version='' why_dist_tag=''

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
  local -r dist="${PRERELEASE_DIST_TAG:-next}"
  require_form EVENT "${EVENT:?}" '^(workflow_dispatch|release)$' 'Use workflow_dispatch or release.'
  if [[ "${EVENT}" == 'workflow_dispatch' ]]; then
    require_form BUMP "${BUMP:-}" '^(patch|minor|major|prerelease)$' 'Use patch, minor, major or prerelease.'
  else
    require_form RELEASE_TAG "${RELEASE_TAG:-}" '.' 'Give the tag that was published.'
  fi
  require_form RELEASE_PRERELEASE "${RELEASE_PRERELEASE:-false}" '^(true|false)$' 'Use true or false.'
  require_form REVISION "${REVISION:?}" '^[0-9a-f]{40}$' 'Use 40 hex digits.'
  require_form RUN_ID "${RUN_ID:?}" '^[0-9]+$' 'Use the number of the run.'
  require_form PREID "${PREID:-rc}" '^[A-Za-z][A-Za-z0-9-]*$' 'Use a word such as rc or beta.'
  require_form TAG_PREFIX "${TAG_PREFIX:-v}" '^[A-Za-z0-9@][A-Za-z0-9@._/-]*$' 'Use what may stand at the beginning of a tag, such as v.'
  require_form PACKAGE_DIRECTORY "/${PACKAGE_DIRECTORY:-.}" '^(/\.|(/[A-Za-z0-9_@][A-Za-z0-9_@.-]*)+)$' 'Give a path in the repository, such as packages/tool.'
  # npm refuses a dist-tag that could be a range of versions, and latest is what everybody installs.
  if [[ ! "${dist}" =~ ^[A-Za-z][A-Za-z0-9._-]*$ || "${dist}" == 'latest' || "${dist}" =~ ^[vV]?([0-9xX]+)([.-].*)?$ ]]; then
    fail 64 'Wrong dist-tag' "PRERELEASE_DIST_TAG is \"${dist}\". Use a word such as next that is neither latest nor a version."
  fi
}

# Tags and earlier attempts of this run are looked up in the history, so all of it has to be there.
check_history() {
  if [[ "$(git rev-parse --is-shallow-repository || true)" != 'false' ]]; then
    fail 3 'Shallow history' 'This is no git repository with its whole history, so tags and commits may be missing. Check out with fetch-depth: 0.'
  elif ! git cat-file -e "${REVISION:?}^{commit}" 2> /dev/null; then
    fail 3 'Unknown commit' "${REVISION} is not in this repository. Check out with fetch-depth: 0."
  fi
}

# Prints the commit of a tag; empty if there is no such tag.
commit_of_tag() {
  git rev-parse --verify --quiet "refs/tags/$1^{commit}" || true
}

# Sets package and version to those of package.json at a commit.
read_package() {
  local -r commit="$1" file="${PACKAGE_DIRECTORY:-.}/package.json"
  local manifest
  if ! manifest="$(git show "${commit}:${file#./}")"; then
    fail 3 'No package' "There is no ${file#./} at ${commit}. Commit it, or change PACKAGE_DIRECTORY."
  fi
  # In a pattern ^ and $ match at each line, so that a name of two lines would pass.
  manifest="$(jq --raw-output '
      def matches($form): type == "string" and test("\\A" + $form + "\\z");
      "(0|[1-9][0-9]{0,14})" as $number | "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)" as $word
      | if type != "object" then "is no object."
        elif .private == true then "has private: true. Take it away if this package is to be published."
        elif .name | matches("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*") | not then "has no name that npm takes."
        elif .version | matches("\($number)\\.\($number)\\.\($number)(-\($word)(\\.\($word))*)?") | not
        then "has no version such as 1.2.3 or 1.2.3-rc.0." else [.name, .version] | @tsv end' <<< "${manifest:-null}")" || manifest='is no JSON.'
  if [[ "${manifest}" != *$'\t'* ]]; then
    fail 3 'Not to be released' "${file#./} at ${commit} ${manifest}"
  fi
  IFS=$'\t' read -r package version <<< "${manifest}"
}

# Prints the commit that an earlier attempt of this run made: it goes straight on the commit the run was started for,
# so that a trailer in somebody's text does not pass for it.
commit_of_run() {
  local log line
  log="$(git log --ancestry-path --format='%H|%P|%(trailers:key=Release-Run,valueonly,unfold,separator=%x2C)|%s' \
    "refs/remotes/origin/${RELEASE_BRANCH:?}" --tags "^${REVISION:?}")"
  while IFS= read -r line; do
    if [[ "${line#*|}" == "${REVISION}|${RUN_ID:?}|chore(release): "* ]]; then
      printf '%s' "${line%%|*}"
      return 0
    fi
  done <<< "${log}"
}

# Lets npm raise the version, in a copy that holds nothing else: no workspaces, no configuration, no scripts.
raise_version() {
  local -r before="${version}" folder="${work}/package"
  mkdir "${folder}"
  jq --null-input --arg name "${package}" --arg version "${version}" '{$name, $version}' > "${folder}/package.json"
  if ! (cd "${folder}" && npm version "${BUMP:-}" --preid "${PREID:-rc}" --no-git-tag-version --ignore-scripts) >&2; then
    fail 3 'No next version' "npm could not raise ${before}; its message is above."
  fi
  version="$(jq --raw-output '.version' "${folder}/package.json")"
  why_version="${BUMP:-} of ${before}"
}

# An earlier attempt made the commit, and perhaps the tag too: the same version goes on.
continue_run() {
  local -r commit="$1"
  local tagged
  read_package "${commit}"
  tag="${TAG_PREFIX:-v}${version}"
  tagged="$(commit_of_tag "${tag}")"
  why_version="made by an earlier attempt of this run, ${commit:0:12}"
  if [[ -z "${tagged}" ]]; then
    bump='true'
    base="${revision}"
  elif [[ "${tagged}" != "${commit}" ]]; then
    fail 3 'Tag is taken' "${tag} exists at ${tagged}, but this run made ${commit} for it. Start a new run for the next version."
  fi
}

start_run() {
  local tip tagged
  tip="$(git rev-parse "refs/remotes/origin/${RELEASE_BRANCH:?}")"
  read_package "${REVISION:?}"
  if [[ "${tip}" != "${REVISION}" ]]; then
    fail 3 'Branch has moved' "${RELEASE_BRANCH} is at ${tip}, this run is for ${REVISION}. Start it again, so that what is released is what was tested."
  fi
  raise_version
  tag="${TAG_PREFIX:-v}${version}"
  tagged="$(commit_of_tag "${tag}")"
  if [[ -n "${tagged}" ]]; then
    fail 3 'Tag is taken' "${tag} exists already, at ${tagged}, and this run did not make it. Merge it into ${RELEASE_BRANCH}, or raise the version in package.json by hand."
  fi
  bump='true'
  base="${revision}"
}

plan_dispatch() {
  local commit
  if [[ "${REF_NAME:?}" != "${RELEASE_BRANCH:?}" ]]; then
    fail 3 'Other branch' "This run was started for ${REF_NAME}, versions are made from ${RELEASE_BRANCH}. Start it there."
  elif ! git rev-parse --verify --quiet "refs/remotes/origin/${RELEASE_BRANCH}" > /dev/null; then
    fail 3 'No branch' "origin/${RELEASE_BRANCH} is not in this repository. Check out with fetch-depth: 0."
  fi
  revision="${REVISION:?}"
  commit="$(commit_of_run)"
  if [[ -n "${commit}" ]]; then
    continue_run "${commit}"
  else
    start_run
  fi
}

plan_release() {
  tag="${RELEASE_TAG:-}"
  revision="$(commit_of_tag "${tag}")"
  if [[ -z "${revision}" ]]; then
    fail 3 'No such tag' "The tag \"${tag}\" is not in this repository. Check out with fetch-depth: 0; if the tag is gone, make it again."
  fi
  read_package "${revision}"
  if [[ "${TAG_PREFIX:-v}${version}" != "${tag}" ]]; then
    fail 3 'Other version' "${tag} names a commit with version ${version}, whose tag is ${TAG_PREFIX:-v}${version}. Delete release and tag, then start this workflow by hand: it makes commit and tag of the next version."
  fi
  why_version='tag of the published release'
}

# A version that is lower than another one must not become what everybody installs.
choose_dist_tag() {
  local answer
  if [[ "${version}" == *-* || "${RELEASE_PRERELEASE:-false}" == 'true' ]]; then
    prerelease='true'
    dist_tag="${PRERELEASE_DIST_TAG:-next}"
    why_dist_tag='a pre-release'
    return 0
  fi
  answer="$(git tag | jq --null-input --raw-input --raw-output --arg prefix "${TAG_PREFIX:-v}" --arg tag "${tag}" --arg version "${version}" '
    def numbers: split(".") | map(tonumber);
    [inputs | select(startswith($prefix) and . != $tag) | .[($prefix | length):]
      | select(test("\\A(0|[1-9][0-9]{0,14})(\\.(0|[1-9][0-9]{0,14})){2}\\z")) | numbers] | max as $highest
    | ($version | numbers) as $own | ($highest // [] | map(tostring) | join(".")) as $name
    | if $highest == null or $own > $highest then ["latest", "no stable version is higher"]
      elif $own[0] < $highest[0] then ["release-\($own[0]).x", "\($name) is of a later major version"]
      else ["release-\($own[0]).\($own[1]).x", "\($name) is higher"] end | @tsv')"
  IFS=$'\t' read -r dist_tag why_dist_tag <<< "${answer}"
}

publish_plan() {
  # The commit of a release changes its version and its notes alone, and starts no CI: the one before was tested.
  if [[ "$(git log -1 --format='%s %(trailers:key=Release-Run)' "${revision}" || true)" == 'chore(release): '*Release-Run:* ]] && git diff --quiet "${revision}^" "${revision}" -- ':(exclude)*package*.json' ':(exclude)*npm-shrinkwrap.json' ':(exclude)*.md'; then
    revision="$(git rev-parse "${revision}^")"
  fi
  set_output package "${package}"
  set_output version "${version}"
  set_output tag "${tag}"
  set_output dist-tag "${dist_tag}"
  set_output prerelease "${prerelease}"
  set_output bump "${bump}"
  set_output revision "${revision}"
  set_output base "${base}"
  add_summary "| Release of \`${package}\` | | why |
| --- | --- | --- |
| Version | ${version} | ${why_version} |
| Tag | \`${tag}\` | ${base:+to be made, on }${base:-it exists} |
| Dist-tag | \`${dist_tag}\` | ${why_dist_tag} |
| Commit | ${revision:0:12} | its checks count |"
}

main() {
  require_tools git jq mktemp npm
  require_parameters EVENT REF_NAME RELEASE_BRANCH REVISION RUN_ID
  check_parameters
  check_history
  work="$(make_work_folder)"
  trap clean_up EXIT
  case "${EVENT:?}" in release) plan_release ;; *) plan_dispatch ;; esac
  choose_dist_tag
  publish_plan
}

main "$@"
