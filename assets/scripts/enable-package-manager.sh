#!/usr/bin/env bash
# @summary Makes pnpm or yarn available in the version the repository names.
# @param PACKAGE_MANAGER Package manager to provide: pnpm or yarn.
# @param VERSION Exact version; empty takes the packageManager field of package.json. (default: )
# @param COREPACK_VERSION Version of corepack to install where it is missing or too old. (default: 0.34.7)
# @output version Version of the package manager that answers now.
# @needs node npm jq sort
# @exit 3 The package manager cannot be installed, or answers with another version.
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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

# The packageManager field, such as pnpm@10.4.1+sha512.abc; empty without one.
named_by_repository() {
  if [[ -f package.json ]]; then
    jq --raw-output '.packageManager // empty' package.json
  fi
}

# Prints the version to provide. Two sources that disagree are refused, not ranked.
choose_version() {
  local -r manager="$1" asked="$2" field="$3"
  local named=''
  if [[ "${field}" == "${manager}@"* ]]; then
    named="${field#*@}"
  elif [[ -n "${field}" ]]; then
    fail 64 'Other package manager' "package.json names ${field}, but PACKAGE_MANAGER is ${manager}. Make them agree."
  fi
  if [[ -n "${named}" && -n "${asked}" && "${named%%+*}" != "${asked%%+*}" ]]; then
    fail 64 'Two versions' "VERSION is ${asked}, package.json names ${named}. Remove one of them."
  fi
  local -r chosen="${named:-${asked}}"
  if [[ ! "${chosen%%+*}" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    fail 64 'No exact version' "\"${chosen}\" is no exact version of ${manager}. Add \"packageManager\": \"${manager}@1.2.3\" to package.json, or set VERSION."
  fi
  printf '%s' "${chosen}"
}

# Before 0.31 corepack carries signing keys that the registry has replaced; Node 25 has none.
corepack_is_usable() {
  local -r oldest='0.31.0'
  local current first
  if ! type -P corepack > /dev/null; then
    printf 'no'
    return
  fi
  current="$(corepack --version)"
  first="$(printf '%s\n' "${oldest}" "${current}" | sort --version-sort | head -n 1)"
  if [[ "${first}" == "${oldest}" ]]; then
    printf 'yes'
  else
    printf 'no'
  fi
}

install_corepack() {
  local -r folder="$1" version="$2"
  npm install --global --prefix "${folder}" --ignore-scripts --no-audit --no-fund \
    "corepack@${version}" >&2
  export PATH="${folder}/bin:${PATH}"
}

# Makes the folder and the settings known to this run and to the later steps of the job.
publish_environment() {
  local -r shims="$1"
  export PATH="${shims}:${PATH}"
  export COREPACK_ENABLE_DOWNLOAD_PROMPT=0 COREPACK_ENABLE_AUTO_PIN=0
  if [[ -n "${GITHUB_PATH:-}" ]]; then
    printf '%s\n' "${shims}" >> "${GITHUB_PATH}"
  fi
  if [[ -n "${GITHUB_ENV:-}" ]]; then
    printf '%s\n' COREPACK_ENABLE_DOWNLOAD_PROMPT=0 COREPACK_ENABLE_AUTO_PIN=0 >> "${GITHUB_ENV}"
  fi
}

main() {
  require_tools node npm jq sort
  require_parameters PACKAGE_MANAGER
  local -r manager="${PACKAGE_MANAGER:?}"
  if [[ ! "${manager}" =~ ^(pnpm|yarn)$ ]]; then
    fail 64 'Unknown package manager' "PACKAGE_MANAGER is ${manager}. Use pnpm or yarn."
  fi
  local field version usable folder actual
  field="$(named_by_repository)"
  version="$(choose_version "${manager}" "${VERSION:-}" "${field}")"
  folder="$(make_work_folder)"
  usable="$(corepack_is_usable)"
  if [[ "${usable}" == 'no' ]]; then
    install_corepack "${folder}" "${COREPACK_VERSION:-0.34.7}"
  fi
  mkdir -p "${folder}/shims"
  publish_environment "${folder}/shims"
  corepack enable --install-directory "${folder}/shims" "${manager}"
  if ! corepack install --global "${manager}@${version}" >&2; then
    fail 3 'Not installed' "corepack could not install ${manager} ${version%%+*}; its messages are above. Check that this version exists."
  fi
  actual="$("${manager}" --version)"
  if [[ "${actual}" != "${version%%+*}" ]]; then
    fail 3 'Wrong version' "${manager} ${version%%+*} was asked for, but ${actual} answers. Check PATH and package.json."
  fi
  printf '%s %s\n' "${manager}" "${actual}" >&2
  set_output version "${actual}"
}

main "$@"
