#!/usr/bin/env bash
# @summary Measures line coverage in one run of the tests and fails below a minimum.
# @param MINIMUM Least line coverage in percent.
# @param OUTPUT File for the coverage data in lcov form. (default: coverage/lcov.info)
# @param FEATURES Features to build with, separated by spaces or commas. (default: )
# @param NEXTEST_PROFILE Profile of nextest, which also writes the JUnit report. (default: ci)
# @param NEXTEST_CONFIG Configuration file that defines the profile; empty takes the repository's own. (default: )
# @output coverage Line coverage in percent, from the coverage data.
# @needs awk cargo cargo-llvm-cov cargo-nextest jq
# @exit 3 Coverage is below the minimum.
# @exit 4 Tests failed, or coverage could not be measured.
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

# One run decides: its exit code is 1 for failed tests, which leave no file, and for coverage
# below the minimum, which leaves one. The profile goes by environment, because cargo llvm-cov
# takes --profile for cargo's.
measure() {
  local -r output="$1" minimum="$2"
  shift 2
  local status=0 total
  rm -f "${output}"
  mkdir -p "$(dirname "${output}")"
  NEXTEST_PROFILE="${NEXTEST_PROFILE:-ci}" cargo llvm-cov nextest --workspace --lcov \
    --output-path "${output}" --fail-under-lines "${minimum}" --no-tests=fail "$@" || status=$?
  if [[ ! -s "${output}" ]]; then
    fail 4 'No coverage' "cargo llvm-cov ended with ${status} and wrote no ${output}. Repair the tests first; its messages are above."
  fi
  # The summary lines of lcov: LF counts the lines found, LH those that ran.
  if ! total="$(awk -F: '$1 == "LF" { found += $2 } $1 == "LH" { hit += $2 }
    END { if (found == 0) exit 1; printf "%.2f", 100 * hit / found }' "${output}")"; then
    fail 4 'No coverage' "${output} counts no line. Check what the tests build."
  fi
  printf 'Line coverage: %s %% (minimum %s %%)\n' "${total}" "${minimum}"
  add_summary "Line coverage: **${total} %** (minimum ${minimum} %)."
  set_output coverage "${total}"
  if (( status != 0 )); then
    fail 3 'Coverage too low' "cargo llvm-cov counts less than the minimum of ${minimum} % (${output} has ${total} %). Test the lines missing there."
  fi
}

main() {
  require_tools awk cargo cargo-llvm-cov cargo-nextest jq
  require_parameters MINIMUM
  local -r minimum="${MINIMUM:?}" output="${OUTPUT:-coverage/lcov.info}"
  if [[ ! "${minimum}" =~ ^[0-9]{1,3}(\.[0-9]+)?$ ]]; then
    fail 64 'Not a percentage' "MINIMUM is ${minimum}. Use a number from 0 to 100."
  fi
  local metadata root config
  local -a chosen=()
  metadata="$(cargo metadata --no-deps --format-version 1)"
  root="$(jq --raw-output '.workspace_root' <<< "${metadata}")"
  choose_options "${root}" "${FEATURES:-}"
  if [[ -n "${NEXTEST_CONFIG:-}" ]]; then
    config="$(tool_config "${NEXTEST_CONFIG}")"
    chosen+=(--tool-config-file "${config}")
  fi
  measure "${output}" "${minimum}" "${chosen[@]}" "${options[@]}"
}

main "$@"
