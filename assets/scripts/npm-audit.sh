#!/usr/bin/env bash
# @summary Audits the dependencies under one policy, and tells findings from a registry that does not answer.
# @param PACKAGE_MANAGER Program that audits: npm, pnpm, yarn or bun. (default: npm)
# @param SEVERITY Least severity that fails: low, moderate, high or critical. (default: high)
# @param PRODUCTION Whether only production dependencies count: true or false. (default: true)
# @param ATTEMPTS How often the registry is asked before giving up. (default: 3)
# @needs jq
# @exit 3 There are findings at or above SEVERITY.
# @exit 4 The audit could not be made.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''
command=()

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

add_summary() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf '%s\n' "$1" >> "${GITHUB_STEP_SUMMARY}"
  fi
}

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

check_parameters() {
  if [[ ! "$1" =~ ^(npm|pnpm|yarn|bun)$ ]]; then
    fail 64 'Unknown package manager' "PACKAGE_MANAGER is $1. Use npm, pnpm, yarn or bun."
  elif [[ ! "$2" =~ ^(low|moderate|high|critical)$ ]]; then
    fail 64 'Unknown severity' "SEVERITY is $2. Use low, moderate, high or critical."
  elif [[ ! "$3" =~ ^(true|false)$ ]]; then
    fail 64 'Not a yes or no' "PRODUCTION is $3. Use true or false."
  elif [[ ! "$4" =~ ^[1-9][0-9]?$ ]]; then
    fail 64 'Not a number' "ATTEMPTS is $4. Use a number from 1 to 99."
  fi
}

# Yarn 1 and its successors share a name and nothing else.
flavour_of() {
  local version
  if [[ "$1" != 'yarn' ]]; then
    printf '%s' "$1"
    return
  fi
  version="$(yarn --version)"
  if [[ "${version}" == 1.* ]]; then
    printf 'yarn-classic'
  else
    printf 'yarn-berry'
  fi
}

# Sets command; every one reports as JSON.
choose_command() {
  local -r flavour="$1" severity="$2"
  local -a scope
  case "${flavour}" in
    npm) command=(npm audit --json "--audit-level=${severity}") scope=(--omit=dev) ;;
    pnpm) command=(pnpm audit --json --audit-level "${severity}") scope=(--prod) ;;
    bun) command=(bun audit --json "--audit-level=${severity}") scope=(--production) ;;
    yarn-classic) command=(yarn audit --json --level "${severity}") scope=(--groups dependencies) ;;
    *)
      command=(yarn npm audit --json --all --recursive --severity "${severity}")
      scope=(--environment production)
      ;;
  esac
  if [[ "$3" == 'true' ]]; then
    command+=("${scope[@]}")
  fi
}

# Prints the number of findings by severity as JSON, or nothing when the report is none.
# The exit code alone does not tell: a registry error ends with 1 like a finding does, and
# yarn 1 adds up a bit for each severity whatever its level is.
count_findings() {
  local -r flavour="$1" status="$2"
  local -r none='{"low": 0, "moderate": 0, "high": 0, "critical": 0}'
  case "${flavour}" in
    npm | pnpm)
      jq --slurp --argjson none "${none}" '.[0].metadata.vulnerabilities // empty | $none + .' "${work}/report"
      ;;
    yarn-classic)
      jq --slurp --argjson none "${none}" 'map(select(.type == "auditSummary"))[0].data.vulnerabilities // empty
        | $none + .' "${work}/report"
      ;;
    bun)
      jq --slurp --argjson none "${none}" --argjson status "${status}" '
        .[0] | if type == "object" and all(.[]; type == "array") and (length > 0 or $status == 0)
          then reduce (.[][].severity) as $level ($none; .[$level] += 1) else empty end' "${work}/report"
      ;;
    *)
      jq --slurp --argjson none "${none}" --argjson status "${status}" '
        [.[] | (.children.Severity? // empty), (.advisories?[]?.severity)]
        | if length == 0 and $status != 0 then empty
          else reduce .[] as $level ($none; .[$level] += 1) end' "${work}/report"
      ;;
  esac 2> "${work}/unreadable" || true
}

# Prints the counts of the first attempt that gives a report.
ask_registry() {
  local -r flavour="$1" attempts="$2"
  local attempt status counts
  for (( attempt = 1; attempt <= attempts; attempt += 1 )); do
    status=0
    "${command[@]}" > "${work}/report" 2> "${work}/messages" || status=$?
    counts="$(count_findings "${flavour}" "${status}")"
    if [[ -n "${counts}" ]]; then
      printf '%s' "${counts}"
      return
    fi
    printf 'Attempt %d of %d gave no report (exit %d):\n' "${attempt}" "${attempts}" "${status}" >&2
    cat "${work}/report" "${work}/messages" >&2
    if (( attempt < attempts )); then
      sleep $(( attempt * 5 ))
    fi
  done
  fail 4 'No audit' "\"${command[*]}\" gave no report in ${attempts} attempts. Run it again, or check the registry and the lock file."
}

# Prints one line a severity for the summary.
table_of() {
  printf '| severity | findings |\n| --- | ---: |\n'
  jq --raw-output '. as $counts | "critical", "high", "moderate", "low" | "| \(.) | \($counts[.]) |"' <<< "$1"
}

# Prints how many findings are at or above the severity.
count_at_or_above() {
  jq --arg severity "$2" '. as $counts
    | ["low", "moderate", "high", "critical"]
    | .[index($severity):] | map($counts[.]) | add' <<< "$1"
}

main() {
  local -r manager="${PACKAGE_MANAGER:-npm}" severity="${SEVERITY:-high}"
  local -r production="${PRODUCTION:-true}" attempts="${ATTEMPTS:-3}"
  check_parameters "${manager}" "${severity}" "${production}" "${attempts}"
  require_tools jq "${manager}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  local flavour counts table total
  flavour="$(flavour_of "${manager}")"
  choose_command "${flavour}" "${severity}" "${production}"
  counts="$(ask_registry "${flavour}" "${attempts}")"
  table="$(table_of "${counts}")"
  printf '%s\n' "${table}"
  add_summary "${table}"
  total="$(count_at_or_above "${counts}" "${severity}")"
  if (( total > 0 )); then
    cat "${work}/report"
    fail 3 'Vulnerable dependencies' "${total} findings at or above ${severity}. Update the packages named above."
  fi
}

main "$@"
