#!/usr/bin/env bash
# @summary Reports how a phase of a migration went, as JSON, as Markdown and in the summary of the job.
# @param PHASE Phase that was tested.
# @param STEPS What was done, one name=outcome a line; an outcome is success, failure, cancelled or skipped.
# @param DESTINATION Folder for report.json and report.md. (default: migration-results)
# @param BACKUP Folder of the backup; empty where there is none. (default: )
# @param JUNIT JUnit report of the tests; empty where there is none. (default: )
# @param METRICS What the metric gate wrote; empty where there is none. (default: )
# @param REVISION Commit that was tested. (default: )
# @param RUN_URL Address of the run. (default: )
# @output result How it went: success, failure, cancelled, or incomplete where a step was skipped.
# @needs awk jq
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

# Prints the steps as JSON; an outcome that nobody knows would read as a good one.
read_steps() {
  local -r steps="$1"
  local wrong
  wrong="$(awk 'NF && !/^[^=|`]+=(success|failure|cancelled|skipped)$/' <<< "${steps}")"
  if [[ -n "${wrong}" ]]; then
    fail 64 'Unknown outcome' "STEPS holds \"${wrong//$'\n'/, }\". Write name=success, failure, cancelled or skipped."
  fi
  jq --raw-input --null-input '[inputs | select(test("\\S")) | capture("^(?<name>.+)=(?<outcome>\\w+)$")]' <<< "${steps}"
}

# Prints how many tables and rows a backup by postgres-backup.sh has, else null.
read_backup() {
  local -r file="$1/checksums.tsv"
  if [[ -f "${file}" && -f "$1/SHA256SUMS" ]]; then
    jq --raw-input --null-input '[inputs / "\t" | select(.[1] != "-")]
      | { tables: length, rows: (map(.[1] | tonumber) | add // 0) }' "${file}"
  else
    printf 'null\n'
  fi
}

# Prints how many tests there were and failed, else null.
read_tests() {
  if [[ ! -f "$1" ]]; then
    printf 'null\n'
    return
  fi
  awk 'match($0, /<testsuites[^>]*>/) {
    text = substr($0, RSTART, RLENGTH)
    split("tests failures errors", names, " ")
    for (at = 1; at <= 3; at++) {
      if (match(text, " " names[at] "=\"[0-9]+")) found[names[at]] = substr(text, RSTART + length(names[at]) + 3, RLENGTH - length(names[at]) - 3)
    }
    printf "{\"tests\":%d,\"failed\":%d}\n", found["tests"], found["failures"] + found["errors"]; done = 1; exit
  } END { if (!done) print "null" }' "$1"
}

# Prints what the metric gate wrote; a file that is no JSON is told as null.
read_metrics() {
  if [[ -f "$1" ]]; then
    jq --compact-output '.' "$1" 2> /dev/null || printf 'null\n'
  else
    printf 'null\n'
  fi
}

write_json() {
  local steps backup tests metrics
  steps="$(read_steps "${STEPS:?}")"
  backup="$(read_backup "${BACKUP:-}")"
  tests="$(read_tests "${JUNIT:-}")"
  metrics="$(read_metrics "${METRICS:-}")"
  jq --null-input --arg phase "${PHASE:?}" --arg revision "${REVISION:-}" --arg run "${RUN_URL:-}" \
    --argjson steps "${steps}" --argjson backup "${backup}" --argjson tests "${tests}" --argjson metrics "${metrics}" '
      ($steps | map(.outcome)) as $outcomes
      | { phase: $phase,
          result: (if $outcomes == [] then "incomplete" elif any($outcomes[]; . == "failure") then "failure"
            elif any($outcomes[]; . == "cancelled") then "cancelled"
            elif any($outcomes[]; . == "skipped") then "incomplete" else "success" end),
          revision: $revision, run: $run, steps: $steps, backup: $backup, tests: $tests, metrics: $metrics }' > "$1"
}

write_markdown() {
  jq --raw-output '
    "### Migration phase \(.phase): \(.result)", "",
    "| step | outcome |", "| --- | --- |", (.steps[] | "| \(.name) | \(.outcome) |"), "",
    (if .tests then "Tests: \(.tests.tests), failed: \(.tests.failed)." else empty end),
    (if .backup then "Backup: \(.backup.tables) tables, \(.backup.rows) rows." else empty end),
    (if .revision != "" then "Commit `\(.revision)`." else empty end)' "$1" > "$2"
}

main() {
  require_tools awk jq
  require_parameters PHASE STEPS
  local -r destination="${DESTINATION:-migration-results}"
  local result text
  mkdir -p "${destination}"
  write_json "${destination}/report.json"
  write_markdown "${destination}/report.json" "${destination}/report.md"
  result="$(jq --raw-output '.result' "${destination}/report.json")"
  text="$(cat "${destination}/report.md")"
  printf '%s\n' "${text}" >&2
  add_summary "${text}"
  set_output result "${result}"
}

main "$@"
