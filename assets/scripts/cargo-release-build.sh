#!/usr/bin/env bash
# @summary Builds release programs for one target and proves that they are programs for it.
# @param TARGET Target triple to build for.
# @param PACKAGES Packages to build, separated by spaces; empty takes the whole workspace. (default: )
# @param BINARIES Programs to build, separated by spaces; empty takes all of the packages. (default: )
# @param FEATURES Features to build with, separated by spaces or commas. (default: )
# @param DESTINATION Folder for the programs; created, and empty before. (default: dist)
# @param CROSS Whether building for another machine is meant: true or false. (default: false)
# @output files JSON array with the names of the programs.
# @needs awk cargo jq od rustc sha256sum
# @exit 3 The build failed.
# @exit 4 A program is missing or is for another machine.
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

# Prints the machine number of ELF files for the target, as od shows it.
machine_of() {
  case "$1" in
    x86_64-*-linux-*) printf '3e00' ;;
    aarch64-*-linux-*) printf 'b700' ;;
    armv7-*-linux-* | arm-*-linux-*) printf '2800' ;;
    i686-*-linux-*) printf '0300' ;;
    riscv64gc-*-linux-*) printf 'f300' ;;
    *) fail 64 'Unknown target' "TARGET is $1; its programs cannot be checked. Use a Linux target such as aarch64-unknown-linux-gnu." ;;
  esac
}

# A linker for another machine is seldom there, so a native runner is asked for by default.
check_host() {
  local -r target="$1"
  local host
  host="$(rustc --version --verbose | awk '$1 == "host:" { print $2 }')"
  if [[ "${host}" != "${target}" && "${CROSS:-false}" != 'true' ]]; then
    fail 64 'Other machine' "TARGET is ${target}, this machine builds for ${host}. Use a runner of that kind, or set CROSS to true."
  fi
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

# Prints the programs to build, one a line.
choose_binaries() {
  local -r metadata="$1" packages="$2"
  local found name
  local -a asked
  read -r -a asked <<< "$3"
  found="$(jq --raw-output --arg packages "${packages}" '
    ($packages | split(" ") | map(select(. != ""))) as $wanted
    | [.packages[] | select(($wanted | length) == 0 or (.name | IN($wanted[])))
       | .targets[] | select(.kind | any(. == "bin")) | .name] | unique[]' <<< "${metadata}")"
  if [[ -z "${found}" ]]; then
    fail 64 'No program' "No package of \"${packages:-the workspace}\" has a program to build."
  fi
  for name in "${asked[@]}"; do
    if [[ $'\n'"${found}"$'\n' != *$'\n'"${name}"$'\n'* ]]; then
      fail 64 'Unknown program' "BINARIES names ${name}. There are: ${found//$'\n'/, }."
    fi
  done
  if (( ${#asked[@]} > 0 )); then
    printf '%s\n' "${asked[@]}"
  else
    printf '%s\n' "${found}"
  fi
}

build() {
  local -r target="$1"
  shift
  local -a packages options=(--workspace)
  read -r -a packages <<< "${PACKAGES:-}"
  if (( ${#packages[@]} > 0 )); then
    options=("${packages[@]/#/--package=}")
  fi
  if [[ -n "${FEATURES:-}" ]]; then
    options+=(--features "${FEATURES}")
  fi
  if ! cargo build --release --locked --target "${target}" "${options[@]}" "${@/#/--bin=}"; then
    fail 3 'Build failed' "cargo build for ${target} failed; its messages are above."
  fi
}

# Copies one program, after reading from its header what it is.
take() {
  local -r file="$1" machine="$2" destination="$3"
  local header
  if [[ ! -x "${file}" ]]; then
    fail 4 'Program missing' "cargo ended well, but ${file} is no program."
  fi
  header="$(od -An -v -tx1 -N20 "${file}" | tr -d ' \n')"
  if [[ "${header:0:8}" != '7f454c46' || "${header:36:4}" != "${machine}" ]]; then
    fail 4 'Other machine' "${file} starts with ${header}, which is no program for the target."
  fi
  cp "${file}" "${destination}/"
}

main() {
  require_tools awk cargo jq od rustc sha256sum
  require_parameters TARGET
  local -r target="${TARGET:?}" destination="${DESTINATION:-dist}"
  local machine metadata list folder name files sums
  local -a binaries
  machine="$(machine_of "${target}")"
  check_host "${target}"
  prepare_destination "${destination}"
  metadata="$(cargo metadata --no-deps --format-version 1)"
  list="$(choose_binaries "${metadata}" "${PACKAGES:-}" "${BINARIES:-}")"
  mapfile -t binaries <<< "${list}"
  build "${target}" "${binaries[@]}"
  folder="$(jq --raw-output '.target_directory' <<< "${metadata}")/${target}/release"
  for name in "${binaries[@]}"; do
    take "${folder}/${name}" "${machine}" "${destination}"
  done
  sums="$(cd "${destination}" && sha256sum -- "${binaries[@]}")"
  printf '%s\n' "${sums}" > "${destination}/SHA256SUMS"
  files="$(jq --null-input --compact-output '$ARGS.positional' --args -- "${binaries[@]}")"
  set_output files "${files}"
  add_summary "Built for \`${target}\`:"$'\n\n```\n'"${sums}"$'\n```'
}

main "$@"
