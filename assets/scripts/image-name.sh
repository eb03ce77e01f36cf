#!/usr/bin/env bash
# @summary Names the image of a Git ref: its repository in lower case, its version and its tags.
# @param IMAGE Repository of the image, such as ghcr.io/Acme/Tool; capitals become lower case.
# @param REF_TYPE Kind of the Git ref: branch or tag.
# @param REF_NAME Name of the branch or tag.
# @param REVISION Commit that is built, all of its hex digits.
# @param TAG_PREFIX What is left out of a Git tag where it begins with it. (default: v)
# @output image Repository of the image in lower case.
# @output version Version of the image: that of the Git tag, else the branch as a tag.
# @output tags Tags of the image, separated by spaces.
# @needs tr
# @exit 64 A parameter is missing or wrong, or the Git tag is no version.
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

# Sets image to IMAGE in lower case, as registries want it.
check_image() {
  local -r part='[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*'
  image="${IMAGE:?}"
  image="${image,,}"
  if [[ ! "${image}" =~ ^[a-z0-9.-]+(:[0-9]+)?(/${part})+$ ]]; then
    fail 64 'Bad image' "IMAGE is ${IMAGE}. Use registry/owner/name without a tag, such as ghcr.io/acme/tool."
  fi
}

# Sets version and tags for a Git tag. A prerelease has no other tag, and 0.x promises nothing about its major version.
name_version() {
  local -r name="$1" prefix="$2" number='(0|[1-9][0-9]*)'
  version="${name#"${prefix}"}"
  if [[ ! "${version}" =~ ^${number}\.${number}\.${number}(-[0-9A-Za-z.-]+)?$ || ${#version} -gt 128 ]]; then
    fail 64 'Not a version' "The Git tag ${name} names no version. Use ${prefix}1.2.3 or ${prefix}1.2.3-rc.1; an image tag has no place for build metadata after +."
  fi
  tags=("${version}")
  if [[ -n "${BASH_REMATCH[4]}" ]]; then
    return
  fi
  tags+=("${BASH_REMATCH[1]}.${BASH_REMATCH[2]}")
  if [[ "${BASH_REMATCH[1]}" != 0 ]]; then
    tags+=("${BASH_REMATCH[1]}")
  fi
  tags+=(latest)
}

# Sets version and tags for a branch. A branch cannot take the tag of a version, a commit or latest.
name_branch() {
  version="$(printf '%s' "$1" | LC_ALL=C tr --complement 'A-Za-z0-9_.-' '-')"
  while [[ "${version}" == [.-]* ]]; do
    version="${version:1}"
  done
  if [[ -z "${version}" || "${version}" =~ ^(v?[0-9]|sha-|sha256-|latest$) ]]; then
    version="branch-${version}"
  fi
  version="${version:0:128}"
  tags=("${version}")
}

main() {
  require_tools tr
  require_parameters IMAGE REF_TYPE REF_NAME REVISION
  local image version
  local -a tags=()
  check_image
  if [[ ! "${REVISION:?}" =~ ^([0-9a-f]{40}|[0-9a-f]{64})$ ]]; then
    fail 64 'Bad revision' "REVISION is ${REVISION}. Use all hex digits of the commit."
  fi
  case "${REF_TYPE:?}" in
    tag) name_version "${REF_NAME:?}" "${TAG_PREFIX:-v}" ;;
    branch) name_branch "${REF_NAME:?}" ;;
    *) fail 64 'Unknown kind of ref' "REF_TYPE is ${REF_TYPE}. Use branch or tag." ;;
  esac
  tags+=("sha-${REVISION:0:12}")
  set_output image "${image}"
  set_output version "${version}"
  set_output tags "${tags[*]}"
}

main "$@"
