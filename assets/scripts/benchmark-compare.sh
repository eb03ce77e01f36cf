#!/usr/bin/env bash
# @summary Runs the benchmarks of two versions in turns, and fails when the head is slower beyond doubt.
# @param COMMAND Command that runs the benchmarks once.
# @param BUILD Commands that make a version ready, one a line. (default: )
# @param FORMAT Format of the results: custom-smaller-is-better, custom-bigger-is-better, hyperfine, vitest, mitata, criterion or duration.
# @param FILE File that the command writes, as seen from the folder that it runs in; empty for criterion and duration. (default: )
# @param THRESHOLD Percent that the head may cost more. (default: 10)
# @param REPETITIONS How many pairs of runs a series has at most, from 10. (default: 40)
# @param BUDGET Seconds that the runs may take. (default: 2400)
# @param SIDES Folder with the versions, as benchmark-sides.sh made it.
# @param DIRECTORY Folder of a version that the commands run in. (default: .)
# @param BASE Commit that is compared with; empty where there is none. (default: )
# @param HEAD Commit that is compared.
# @param CARGO_TARGET_DIR Folder that Cargo builds into, where one is set; each version gets its own beside it. (default: )
# @param TITLE Title of the report. (default: Benchmark)
# @param RUN_URL Address of the run. (default: )
# @param DESTINATION Folder for report.md, result.json, record.json and the runs. (default: benchmark-results)
# @output outcome passed, regressed or no-base.
# @needs node tail
# @exit 3 The head is slower: a confirmed regression.
# @exit 4 The command failed, or wrote no results that can be read.
# @exit 5 There was not enough time for a decision.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

# Of bash itself: seconds that a command took, and those of the processor.
TIMEFORMAT='%3R %3U %3S'
tool=(node "$(dirname "${BASH_SOURCE[0]}")/benchmark.cjs")
# How the last command, run or build ended, 0 or not.
status=0
pairs_left=0
target_folder="${CARGO_TARGET_DIR:-}"

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

# Runs a command of the composition in the folder of a version. A pipe that fails in its middle fails.
in_side() {
  local -r side="$1" command="$2" log="$3"
  status=0
  # Cargo takes one version for the other where both build into the same folder.
  if [[ -n "${target_folder}" ]]; then
    export CARGO_TARGET_DIR="${target_folder}-${side}"
  fi
  (cd "${SIDES:?}/${side}/${DIRECTORY:-.}" && exec bash -euo pipefail -c "${command}") > "${log}" 2>&1 < /dev/null || status=$?
}

build_side() {
  local -r side="$1"
  local line
  status=0
  while IFS= read -r line; do
    if [[ -n "${line}" ]]; then
      printf '%s: %s\n' "${side}" "${line}" >&2
      in_side "${side}" "${line}" "${results}/log/${side}-build.txt"
      if (( status != 0 )); then
        tail -n 60 "${results}/log/${side}-build.txt" >&2
        return 0
      fi
    fi
  done <<< "${BUILD:-}"
}

# Runs the command once in a version and keeps what it measured. What an earlier run wrote is removed, so
# that it can't pass for this one's.
run_side() {
  local -r side="$1" series="$2" number="$3"
  local -r log="${results}/log/${side}.txt" times="${results}/log/times.txt"
  local path="${SIDES:?}/${side}/${DIRECTORY:-.}/${FILE:-}"
  local elapsed user system cpu
  if [[ "${FORMAT:?}" == 'criterion' ]]; then
    path="${results}/criterion"
    export CRITERION_HOME="${path}"
  fi
  if [[ "${FORMAT}" != 'duration' ]]; then
    rm -rf -- "${path}"
  fi
  { time in_side "${side}" "${COMMAND:?}" "${log}"; } 2> "${times}"
  if (( status != 0 )); then
    tail -n 60 "${log}" >&2
    return 0
  fi
  read -r elapsed user system < "${times}"
  cpu="$(add "${user/,/.}" "${system/,/.}")"
  "${tool[@]}" collect --format "${FORMAT}" --path "${path}" --elapsed "${elapsed/,/.}" --cpu "${cpu}" \
    --to "${results}/runs/${series}/${number}.${side}.json" || status=$?
}

# Adds two numbers with three digits after the point.
add() {
  local -i sum
  sum=$(( 10#${1/./} + 10#${2/./} ))
  printf '%d.%03d' "$(( sum / 1000 ))" "$(( sum % 1000 ))"
}

# A run that must succeed.
require_run() {
  local -r side="$1" series="$2" number="$3"
  run_side "${side}" "${series}" "${number}"
  if (( status != 0 )); then
    fail 4 'Benchmark failed' "\"${COMMAND:?}\" failed in the ${side}, or its results cannot be read (${series}, run ${number}); its last lines are above."
  fi
}

# Which version is first changes from pair to pair: what warms up or gets tired is not always the same one.
run_pair() {
  local -r series="$1" number="$2"
  local -a sides=(base head)
  local side
  if (( number % 2 == 0 )); then
    sides=(head base)
  fi
  for side in "${sides[@]}"; do
    require_run "${side}" "${series}" "${number}"
  done
}

# Runs pairs until their number, or until the time of the series is over; pairs_left tells how many are missing.
run_pairs() {
  local -r series="$1" from="$2" to="$3" deadline="$4"
  local -i number
  for (( number = from; number <= to; number++ )); do
    if (( SECONDS >= deadline )); then
      break
    fi
    run_pair "${series}" "${number}"
  done
  pairs_left=$(( to - number + 1 ))
  printf '%s: %d pairs after %d seconds\n' "${series}" "$(( number - 1 ))" "${SECONDS}" >&2
  if (( pairs_left > 0 && number <= 10 )); then
    fail 5 'Too slow' "Only $(( number - 1 )) pairs of runs were done in ${SECONDS} seconds, and a decision needs 10. Make the benchmarks shorter, or give the job more time."
  fi
}

# Half of the time is for the first series, so that there is always some for the confirmation.
run_all() {
  local -i repetitions="${REPETITIONS:-40}" budget="${BUDGET:-2400}" deadline
  local step series from to
  while true; do
    step="$("${tool[@]}" next --runs "${results}/runs" --threshold "${THRESHOLD:-10}" --repetitions "${repetitions}")" || fail 4 'Unreadable runs' 'The runs cannot be read; the message is above.'
    if [[ -z "${step}" ]]; then
      return 0
    fi
    read -r series from to <<< "${step}"
    deadline="${budget}"
    if [[ "${series}" == 'first' ]]; then
      deadline=$(( budget / 2 ))
    fi
    run_pairs "${series}" "${from}" "${to}" "${deadline}"
    if (( pairs_left > 0 )); then
      if [[ "${series}" == 'confirmation' ]]; then
        return 0
      fi
      repetitions=$(( to - pairs_left ))
    fi
  done
}

# Values for the history: there is nothing to compare them with.
run_alone() {
  local -i number
  for (( number = 1; number <= 10; number++ )); do
    require_run head first "${number}"
    if (( SECONDS >= ${BUDGET:-2400} )); then
      return 0
    fi
  done
}

# Forgets the base where it cannot be compared with: the command may be newer than that version.
try_base() {
  if [[ -z "${BASE:-}" ]]; then
    return 0
  fi
  build_side base
  if (( status == 0 )); then
    run_side base try 1
  fi
  if (( status != 0 )); then
    printf 'The command does not work in the base, so there is nothing to compare with.\n' >&2
    BASE=''
  fi
}

report() {
  local line text
  local -i code=0
  line="$("${tool[@]}" report --runs "${results}/runs" --threshold "${THRESHOLD:-10}" --repetitions "${REPETITIONS:-40}" --title "${TITLE:-Benchmark}" \
    --base "${BASE:-}" --head "${HEAD:?}" --run-url "${RUN_URL:-}" --history "${SIDES:?}/history.jsonl" --to "${results}")" || code=$?
  if (( code != 0 && code != 3 )); then
    fail 4 'No report' 'The runs could not be judged; the message is above.'
  fi
  text="$(cat "${results}/report.md")"
  add_summary "${text}"
  printf '%s\n' "${text}" >&2
  set_output outcome "${line%% *}"
  if (( code == 3 )); then
    fail 3 'Slower' "${line#* }. The report is in the summary of the job."
  fi
}

check_parameters() {
  if [[ ! "${THRESHOLD:-10}" =~ ^[0-9]+(\.[0-9]+)?$ ]]; then
    fail 64 'Not a number' "THRESHOLD is ${THRESHOLD:-10}. Use percent, such as 10."
  elif [[ ! "${REPETITIONS:-40}" =~ ^[1-9][0-9]+$ || ! "${BUDGET:-2400}" =~ ^[1-9][0-9]*$ ]]; then
    fail 64 'Not a number' "REPETITIONS is ${REPETITIONS:-40} and BUDGET is ${BUDGET:-2400}. Use pairs from 10, and seconds."
  elif [[ "/${FILE:-}/" == *'/../'* || "${FILE:-}" == /* ]]; then
    fail 64 'Bad file' "FILE is ${FILE:-}. Use a path in the folder that the command runs in."
  elif [[ -z "${FILE:-}" && "${FORMAT:?}" != 'criterion' && "${FORMAT}" != 'duration' ]]; then
    fail 64 'Missing parameter' "FILE is empty. Name the file that the command writes as ${FORMAT}."
  fi
}

prepare_folders() {
  local -r folder="${DESTINATION:-benchmark-results}"
  mkdir -p "${folder}"
  results="$(cd "${folder}" && pwd)"
  if [[ -d "${results}/runs" ]]; then
    fail 64 'Folder in use' "${results} holds runs already. Remove it, or name another folder."
  fi
  mkdir -p "${results}/log" "${results}/runs"
}

main() {
  require_tools node tail
  require_parameters COMMAND FORMAT SIDES HEAD
  check_parameters
  prepare_folders
  build_side head
  if (( status != 0 )); then
    fail 4 'Build failed' 'The head cannot be built; the last lines are above.'
  fi
  # Warms up, as the same run of the base does.
  require_run head try 1
  try_base
  SECONDS=0
  if [[ -n "${BASE:-}" ]]; then
    run_all
  else
    run_alone
  fi
  report
}

main "$@"
