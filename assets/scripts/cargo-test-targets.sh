#!/usr/bin/env bash
# @summary Runs named integration test targets with nextest.
# @param TARGETS Test targets to run, separated by spaces.
# @param FEATURES Features to build with, separated by spaces or commas. (default: )
# @param NEXTEST_PROFILE Profile of nextest, which also writes the JUnit report. (default: ci)
# @param NEXTEST_CONFIG Configuration file that defines the profile; empty takes the repository's own. (default: )
# @param JUNIT_DESTINATION File for the JUnit report. (default: test-results/integration.xml)
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

# A name nothing answers to must fail, and with the list of what there is.
check_targets() {
  local -r metadata="$1"
  shift
  local name existing
  existing="$(jq --raw-output '
    [.packages[].targets[] | select(.kind | any(. == "test")) | .name] | join(" ")' <<< "${metadata}")"
  for name in "$@"; do
    if [[ " ${existing} " != *" ${name} "* ]]; then
      fail 64 'Unknown test target' "TARGETS names ${name}. There are: ${existing:-none}."
    fi
  done
}

main() {
  require_tools cargo cargo-nextest jq
  require_parameters TARGETS
  local metadata root target config
  local -a names chosen
  read -r -a names <<< "${TARGETS:?}"
  metadata="$(cargo metadata --no-deps --format-version 1)"
  check_targets "${metadata}" "${names[@]}"
  root="$(jq --raw-output '.workspace_root' <<< "${metadata}")"
  target="$(jq --raw-output '.target_directory' <<< "${metadata}")"
  choose_options "${root}" "${FEATURES:-}"
  chosen=("${names[@]/#/--test=}")
  if [[ -n "${NEXTEST_CONFIG:-}" ]]; then
    config="$(tool_config "${NEXTEST_CONFIG}")"
    chosen+=(--tool-config-file "${config}")
  fi
  run_nextest "${target}" "${JUNIT_DESTINATION:-test-results/integration.xml}" \
    --workspace "${chosen[@]}" "${options[@]}"
}

main "$@"
