#!/usr/bin/env bash
# @summary Verifies the packed tarball and installs it globally into a folder of its own.
# @param PACKAGE_DIR Folder with the one tarball and its SHA256SUMS. (default: package)
# @param PREFIX Folder to install into; empty takes package-under-test in the runner's temporary folder. (default: )
# @output bin Folder with the programs of the package.
# @output version Version that was installed.
# @needs awk jq npm sha256sum tar
# @exit 3 The tarball is missing, is not the one that was packed, or cannot be installed.
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

# Prints the path of the one tarball of the folder.
find_tarball() {
  local -r folder="$1"
  local -a found=()
  local file
  for file in "${folder}"/*.tgz; do
    if [[ -f "${file}" ]]; then
      found+=("${file}")
    fi
  done
  if (( ${#found[@]} != 1 )); then
    fail 3 'Not one tarball' "${folder} holds ${#found[@]} tarballs instead of one: ${found[*]:-none}. Download the packed artifact first."
  fi
  printf '%s' "${found[0]}"
}

# A checksum file that does not name the tarball would verify nothing.
verify() {
  local -r folder="$1" file="$2"
  local named
  if [[ ! -f "${folder}/SHA256SUMS" ]]; then
    fail 3 'No checksum' "${folder}/SHA256SUMS is missing. Pack with npm-pack.sh, which writes it."
  fi
  named="$(awk '{ sub(/^[^ ]+ [ *]/, ""); print }' "${folder}/SHA256SUMS")"
  if [[ "${named}" != "${file}" ]]; then
    fail 3 'Other tarball' "SHA256SUMS names \"${named}\", but the tarball is ${file}."
  fi
  if ! (cd "${folder}" && sha256sum --check --strict --quiet SHA256SUMS >&2); then
    fail 3 'Wrong checksum' "${file} is not the file that was packed. Pack again and pass on that artifact."
  fi
}

default_prefix() {
  if [[ -n "${RUNNER_TEMP:-}" ]]; then
    printf '%s/package-under-test' "${RUNNER_TEMP}"
  else
    mktemp -d "${TMPDIR:-/tmp}/package-under-test.XXXXXX"
  fi
}

# Prints the version npm put in place, read from the installed copy.
installed_version() {
  local -r prefix="$1" tarball="$2"
  local package
  package="$(tar --extract --gzip --to-stdout --file "${tarball}" package/package.json | jq --raw-output '.name')"
  if [[ ! -f "${prefix}/lib/node_modules/${package}/package.json" ]]; then
    fail 3 'Not installed' "npm ended well, but ${package} is not in ${prefix}."
  fi
  jq --raw-output '.version' "${prefix}/lib/node_modules/${package}/package.json"
}

main() {
  require_tools awk jq npm sha256sum tar
  local -r folder="${PACKAGE_DIR:-package}"
  local tarball prefix version
  tarball="$(find_tarball "${folder}")"
  verify "${folder}" "${tarball##*/}"
  prefix="${PREFIX:-}"
  if [[ -z "${prefix}" ]]; then
    prefix="$(default_prefix)"
  fi
  mkdir -p "${prefix}"
  prefix="$(cd "${prefix}" && pwd)"
  tarball="$(cd "${folder}" && pwd)/${tarball##*/}"
  if ! npm install --global --prefix "${prefix}" --no-audit --no-fund "${tarball}" >&2; then
    fail 3 'Not installed' "npm could not install ${tarball##*/}; its messages are above."
  fi
  version="$(installed_version "${prefix}" "${tarball}")"
  if [[ -n "${GITHUB_PATH:-}" ]]; then
    printf '%s\n' "${prefix}/bin" >> "${GITHUB_PATH}"
  fi
  set_output bin "${prefix}/bin"
  set_output version "${version}"
}

main "$@"
