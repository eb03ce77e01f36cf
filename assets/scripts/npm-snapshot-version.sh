#!/usr/bin/env bash
# @summary Gives the package the version of a snapshot: the next patch, a word and a number, in this folder alone.
# @param PACKAGE_DIRECTORY Folder of package.json. (default: .)
# @param PREID Word of the snapshots, as in 1.4.1-dev.57. (default: dev)
# @param NUMBER Number of the snapshot; the same number gives the same version.
# @output version Version of the snapshot.
# @needs cp mktemp npm rm
# @exit 3 package.json names no version that can be raised.
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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

# Prints the next patch, as npm counts, in a copy: the folder itself is changed once, at the end.
next_patch() {
  local told
  cp package.json "${work}/package.json"
  if ! told="$(cd "${work}" && npm version patch --no-git-tag-version --ignore-scripts --force)"; then
    fail 3 'No version' "npm cannot raise the version of package.json; its messages are above. Give it one, such as 0.1.0."
  fi
  printf '%s' "${told##*v}"
}

main() {
  require_tools cp mktemp npm rm
  require_parameters NUMBER
  if [[ ! "${NUMBER:?}" =~ ^(0|[1-9][0-9]*)$ ]]; then
    fail 64 'Not a number' "NUMBER is ${NUMBER}. Use that of the run."
  elif [[ ! "${PREID:-dev}" =~ ^[A-Za-z][A-Za-z0-9-]*$ ]]; then
    fail 64 'Bad word' "PREID is ${PREID}. Use letters, digits and hyphens, such as dev."
  fi
  cd "${PACKAGE_DIRECTORY:-.}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  local patch version
  patch="$(next_patch)"
  version="${patch%%-*}-${PREID:-dev}.${NUMBER}"
  npm version "${version}" --no-git-tag-version --ignore-scripts --allow-same-version --force >&2
  set_output version "${version}"
}

main "$@"
