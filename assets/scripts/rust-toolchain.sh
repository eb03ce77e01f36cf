#!/usr/bin/env bash
# @summary Installs the Rust toolchain the repository names, with the components and targets asked for.
# @param TOOLCHAIN Toolchain to install; empty takes the one of rust-toolchain.toml. (default: )
# @param COMPONENTS Components to add, separated by spaces. (default: )
# @param TARGETS Target triples to add, separated by spaces. (default: )
# @output version Version of rustc.
# @needs awk rustup
# @exit 3 The toolchain cannot be installed.
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

# The file that names the toolchain, looked for upwards as rustup does; empty without one.
find_toolchain_file() {
  local folder name
  folder="$(pwd)"
  while true; do
    for name in rust-toolchain.toml rust-toolchain; do
      if [[ -f "${folder}/${name}" ]]; then
        printf '%s' "${folder}/${name}"
        return
      fi
    done
    if [[ -z "${folder}" ]]; then
      return
    fi
    folder="${folder%/*}"
  done
}

run_rustup() {
  if ! rustup "$@" >&2; then
    fail 3 'Toolchain not installed' "\"rustup $*\" failed; its messages are above."
  fi
}

# The override reaches the later steps too; without TOOLCHAIN the file does that by itself.
install_named() {
  local -r toolchain="$1"
  if [[ ! "${toolchain}" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]]; then
    fail 64 'Bad toolchain' "\"${toolchain}\" is no toolchain. Use a version or a channel, such as 1.95.0."
  fi
  run_rustup toolchain install "${toolchain}" --profile minimal --no-self-update
  export RUSTUP_TOOLCHAIN="${toolchain}"
  if [[ -n "${GITHUB_ENV:-}" ]]; then
    printf 'RUSTUP_TOOLCHAIN=%s\n' "${toolchain}" >> "${GITHUB_ENV}"
  fi
}

# Without a name rustup 1.28 and later install the toolchain of the file.
install_from_file() {
  local file
  file="$(find_toolchain_file)"
  if [[ -z "${file}" ]]; then
    fail 64 'No toolchain' 'TOOLCHAIN is empty and there is no rust-toolchain.toml. Write the file, or set TOOLCHAIN.'
  fi
  printf 'Toolchain of %s\n' "${file}" >&2
  run_rustup toolchain install --profile minimal --no-self-update
}

main() {
  require_tools awk rustup
  local -r toolchain="${TOOLCHAIN:-}"
  local -a components targets
  local version
  read -r -a components <<< "${COMPONENTS:-}"
  read -r -a targets <<< "${TARGETS:-}"
  if [[ -n "${toolchain}" ]]; then
    install_named "${toolchain}"
  else
    install_from_file
  fi
  if (( ${#components[@]} > 0 )); then
    run_rustup component add "${components[@]}"
  fi
  if (( ${#targets[@]} > 0 )); then
    run_rustup target add "${targets[@]}"
  fi
  rustc --version --verbose >&2
  version="$(rustc --version | awk '{ print $2 }')"
  set_output version "${version}"
}

main "$@"
