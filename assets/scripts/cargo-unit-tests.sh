#!/usr/bin/env bash
# @summary Runs the unit tests of libraries and programs with nextest, then the documentation tests.
# @param PACKAGES Packages to test, separated by spaces; empty takes the whole workspace. (default: )
# @param FEATURES Features to build with, separated by spaces or commas. (default: )
# @param NEXTEST_PROFILE Profile of nextest, which also writes the JUnit report. (default: ci)
# @param NEXTEST_CONFIG Configuration file that defines the profile; empty takes the repository's own. (default: )
# @param JUNIT_DESTINATION File for the JUnit report. (default: test-results/unit.xml)
# @needs cargo cargo-nextest jq
# @exit 1 The tests could not be run.
# @exit 3 Tests failed.
# @exit 4 There is no test to run.
# @exit 5 nextest wrote no JUnit report.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

options=()
chosen=()

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

# Sets options to what every cargo command of this run shares.
choose_options() {
  local -r root="$1" features="$2"
  options=()
  if [[ -f "${root}/Cargo.lock" ]]; then
    options+=(--locked)
  fi
  if [[ -n "${features}" ]]; then
    options+=(--features "${features}")
  fi
}

# Prints the path of the configuration in the form nextest wants, absolute.
tool_config() {
  local -r config="$1"
  local folder
  if [[ ! -f "${config}" ]]; then
    fail 64 'No configuration' "NEXTEST_CONFIG ${config} is no file."
  fi
  folder="$(cd "$(dirname "${config}")" && pwd)"
  printf 'projen-delivery:%s/%s' "${folder}" "${config##*/}"
}

# Runs nextest, keeps its JUnit report even when tests fail, and then decides.
run_nextest() {
  local -r report="$1/nextest/${NEXTEST_PROFILE:-ci}/junit.xml" destination="$2"
  shift 2
  local status=0
  rm -f "${report}"
  cargo nextest run --profile "${NEXTEST_PROFILE:-ci}" --no-tests=fail "$@" || status=$?
  if [[ -f "${report}" ]]; then
    mkdir -p "$(dirname "${destination}")"
    cp "${report}" "${destination}"
  fi
  case "${status}" in
    0) ;;
    4) fail 4 'No test' 'nextest found no test to run. Add tests, or leave this run out.' ;;
    100) fail 3 'Tests failed' "Tests failed; the report is ${destination}." ;;
    *) fail 1 'Tests not run' "cargo nextest ended with ${status}; its messages are above." ;;
  esac
  if [[ ! -f "${report}" ]]; then
    fail 5 'No JUnit report' "nextest wrote no ${report}. Set junit.path to \"junit.xml\" in the profile ${NEXTEST_PROFILE:-ci}."
  fi
}

check_packages() {
  local -r metadata="$1"
  shift
  local package existing
  for package in "$@"; do
    if ! jq --exit-status --arg name "${package}" 'any(.packages[]; .name == $name)' <<< "${metadata}" > /dev/null; then
      existing="$(jq --raw-output '[.packages[].name] | join(", ")' <<< "${metadata}")"
      fail 64 'Unknown package' "PACKAGES names ${package}. The workspace has: ${existing}."
    fi
  done
}

# Prints the kinds of test the packages have: lib, bins, doc. Asking cargo for a kind that
# does not exist is an error, so only these are asked for.
find_kinds() {
  jq --raw-output --arg packages "$2" '
    ($packages | split(" ") | map(select(. != ""))) as $wanted
    | [.packages[] | select(($wanted | length) == 0 or (.name | IN($wanted[]))) | .targets[]]
    | ["lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro"] as $libraries
    | (if any(.[]; .kind | any(IN($libraries[]))) then "lib" else empty end),
      (if any(.[]; .kind | any(. == "bin")) then "bins" else empty end),
      (if any(.[]; .doctest) then "doc" else empty end)' <<< "$1"
}

run_doctests() {
  if ! cargo test --doc "${options[@]}" "$@"; then
    fail 3 'Tests failed' 'Documentation tests failed; their output is above.'
  fi
}

# Sets chosen to the options that select the tests nextest runs.
choose_tests() {
  local -r kinds="$1"
  local config
  if [[ "${kinds}" == *lib* ]]; then
    chosen+=(--lib)
  fi
  if [[ "${kinds}" == *bins* ]]; then
    chosen+=(--bins)
  fi
  if (( ${#chosen[@]} == 0 )); then
    fail 4 'No test' 'The packages have neither a library nor a program.'
  fi
  if [[ -n "${NEXTEST_CONFIG:-}" ]]; then
    config="$(tool_config "${NEXTEST_CONFIG}")"
    chosen+=(--tool-config-file "${config}")
  fi
}

main() {
  require_tools cargo cargo-nextest jq
  local metadata root target kinds
  local -a packages scope=(--workspace)
  read -r -a packages <<< "${PACKAGES:-}"
  metadata="$(cargo metadata --no-deps --format-version 1)"
  check_packages "${metadata}" "${packages[@]}"
  root="$(jq --raw-output '.workspace_root' <<< "${metadata}")"
  target="$(jq --raw-output '.target_directory' <<< "${metadata}")"
  choose_options "${root}" "${FEATURES:-}"
  if (( ${#packages[@]} > 0 )); then
    scope=("${packages[@]/#/--package=}")
  fi
  kinds="$(find_kinds "${metadata}" "${packages[*]}")"
  choose_tests "${kinds}"
  run_nextest "${target}" "${JUNIT_DESTINATION:-test-results/unit.xml}" \
    "${scope[@]}" "${chosen[@]}" "${options[@]}"
  if [[ "${kinds}" == *doc* ]]; then
    run_doctests "${scope[@]}"
  fi
}

main "$@"
