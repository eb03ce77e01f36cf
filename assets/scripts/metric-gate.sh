#!/usr/bin/env bash
# @summary Asks Prometheus whether metrics are as required; what cannot be measured counts as failed.
# @param GATE_FILE JSON file with the conditions of every gate.
# @param GATE Name of the gate in that file.
# @param SERVER Address of Prometheus, such as https://prometheus.example.com.
# @param ENVIRONMENT Text that takes the place of {environment} in queries. (default: )
# @param VERSION Text that takes the place of {version} in queries. (default: )
# @param SETTLE Seconds before the first look. (default: 0)
# @param ATTEMPTS Number of looks until every condition is met. (default: 3)
# @param INTERVAL Seconds between two looks. (default: 10)
# @param QUERY_TIMEOUT Seconds that one query may take. (default: 10)
# @param RESULT_FILE File for the result as JSON; none if empty. (default: )
# @secret BEARER_TOKEN Token for Prometheus. (optional)
# @output verdict How it ended: met, not-met or not-measured.
# @needs curl jq
# @exit 3 A condition is not met.
# @exit 4 A condition could not be measured, and no other is violated.
# @exit 64 A parameter or the file is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''
conditions=''
verdict=''

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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

require_number() {
  local -r name="$1" value="$2" least="$3"
  if [[ ! "${value}" =~ ^(0|[1-9][0-9]{0,4})$ ]] || (( value < least )); then
    fail 64 'Bad number' "${name} is \"${value}\". Give a whole number from ${least} to 99999."
  fi
}

# The address may hold a password, so it is not repeated where it is refused for one.
check_server() {
  local host
  if [[ "${SERVER:?}" == *@* ]]; then
    fail 64 'Bad server' 'SERVER has an @ in it. Give the address without a user; a token goes into BEARER_TOKEN.'
  elif [[ ! "${SERVER}" =~ ^https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]+)?(/[^[:space:]?#]*)?$ ]]; then
    fail 64 'Bad server' "SERVER is ${SERVER}. Give an address such as https://prometheus.example.com, without a query."
  fi
  host="${BASH_REMATCH[1]}"
  if [[ ! "${BEARER_TOKEN:-}" =~ ^[A-Za-z0-9._~+/=:-]*$ ]]; then
    fail 64 'Bad token' 'BEARER_TOKEN has characters that no bearer token has, such as a space or a line break.'
  elif [[ -n "${BEARER_TOKEN:-}" && "${SERVER}" == http://* && ! "${host}" =~ ^(localhost|127\.[0-9.]+|\[::1\]|[^.:]+|.*\.(svc|local|internal))$ ]]; then
    fail 64 'Token without encryption' "SERVER is ${SERVER}, so that the token could be read on its way. Use https."
  fi
}

check_gate() {
  local problem=''
  problem="$(jq --raw-output --slurp --arg gate "${GATE:?}" --arg environment "${ENVIRONMENT:-}" --arg version "${VERSION:-}" '
    def sound: type == "object" and ([.name, .query, .traffic // "none"] | all(type == "string" and . != ""))
      and (.threshold | type == "number" and (isnan or isinfinite | not))
      and (.comparison as $it | ["<", "<=", ">", ">=", "=="] | any(. == $it)) and (.series == "one" or .series == "every");
    if length != 1 or (try (.[0].gates | type) catch "") != "object" then "it has no object \"gates\""
    elif .[0].gates | has($gate) | not then "it has no gate \"\($gate)\"; it has: \(.[0].gates | keys_unsorted | join(", "))"
    else .[0].gates[$gate]
      | if type != "array" or length == 0 then "the gate \"\($gate)\" has no conditions"
        elif all(sound) | not then "a condition of \"\($gate)\" is malformed: \(map(select(sound | not))[0] | tojson)"
        elif $environment == "" and (tojson | contains("{environment}")) then "\"\($gate)\" asks for {environment}, and ENVIRONMENT is empty"
        elif $version == "" and (tojson | contains("{version}")) then "\"\($gate)\" asks for {version}, and VERSION is empty"
        else empty end
    end' "${GATE_FILE:?}")" || problem='it cannot be read as JSON'
  if [[ -n "${problem}" ]]; then
    fail 64 'Bad gate' "${GATE_FILE}: ${problem}."
  fi
}

# Sets conditions to one line of JSON each, with values in the place of {environment} and {version}.
# JSON escapes text as PromQL does, so a value cannot end the quotes that it stands in.
read_conditions() {
  conditions="$(jq --compact-output --arg gate "${GATE:?}" --arg environment "${ENVIRONMENT:-}" --arg version "${VERSION:-}" '
    {environment: $environment, version: $version} as $values
    | def filled: gsub("\\{(?<name>environment|version)\\}"; $values[.name] | tojson | .[1:-1]);
    .gates[$gate][] | .name |= filled | .query |= filled | if .traffic then .traffic |= filled else . end' "${GATE_FILE:?}")"
}

# Sends a query. The body of the answer is in the work folder then; prints curl's exit code and the HTTP status.
# The token reaches curl on its standard input, where no list of processes shows it.
send() {
  local -r query="$1"
  local config='' code status=0
  if [[ -n "${BEARER_TOKEN:-}" ]]; then
    config="header = \"Authorization: Bearer ${BEARER_TOKEN:-}\""
  fi
  : > "${work}/body"
  code="$(printf '%s\n' "${config}" | curl --disable --config - --silent --show-error --globoff --proto '=http,https' \
    --max-time "${QUERY_TIMEOUT:-10}" --retry 2 --retry-delay 1 --retry-connrefused --retry-max-time "${QUERY_TIMEOUT:-10}" \
    --get --data-urlencode "query=${query}" --data-urlencode "timeout=${QUERY_TIMEOUT:-10}s" \
    --output "${work}/body" --write-out '%{http_code}' "${SERVER%/}/api/v1/query" 2> "${work}/trouble")" || status=$?
  printf '%s %s' "${status}" "${code}"
}

# Prints the samples of an answer as JSON, or the problem that it is.
read_answer() {
  local -r status="${1% *}" code="${1#* }"
  jq --null-input --compact-output --arg status "${status}" --arg code "${code}" --rawfile body "${work}/body" --rawfile trouble "${work}/trouble" '
    def clean: ($ENV.BEARER_TOKEN // "") as $token
      | (if $token == "" then . else split($token) | join("***") end) | gsub("[[:cntrl:]]+"; " ") | .[0:300] | sub(" +$"; "");
    def series: to_entries | map(select(.key != "__name__") | "\(.key)=\(.value | tojson)") | "{\(join(","))}" | clean;
    def sample: if has("value") then {text: .value[1], series: .metric | series} else error("no number") end;
    def samples: if (.warnings // []) != [] then {problem: "a warning: \(.warnings | join("; "))"}
      elif .data.resultType == "scalar" then {samples: [{text: .data.result[1], series: "{}"}]}
      elif .data.resultType == "vector" then {samples: .data.result | map(sample)}
      else {problem: "a \(.data.resultType) instead of numbers"} end;
    ([$body | try fromjson catch null | objects][0]) as $answer
    | if $status != "0" then {problem: "no answer: \($trouble)"}
      elif $code | startswith("3") then {problem: "HTTP \($code): redirects are not followed"}
      elif $answer.status == "error" then {problem: "HTTP \($code): \($answer.errorType): \($answer.error)"}
      elif $code != "200" then {problem: "HTTP \($code)"}
      elif $answer.status != "success" then {problem: (if $answer then "an answer without success" else "an answer that is not JSON" end)}
      else $answer | try samples catch {problem: "an answer of another form: \(.)"} end
    | if .problem then .problem |= clean else . end'
}

# Prints a condition with the value that counts, which of several series is the worst, and the verdict.
judge() {
  local -r condition="$1" answer="$2"
  jq --compact-output --argjson condition "${condition}" '
    . as $answer | (.samples // []) as $samples | $condition.threshold as $limit | $condition.comparison as $comparison
    | def meets: {"<": (. < $limit), "<=": (. <= $limit), ">": (. > $limit), ">=": (. >= $limit), "==": (. == $limit)}[$comparison];
      def badness: if $comparison == "==" then . - $limit | fabs elif $comparison[0:1] == "<" then . else - . end;
      def unmeasured($reason): {value: null, shown: "-", verdict: "not measured", reason: $reason};
      def judged: map(.value = (.text | tonumber)) | max_by(.value | badness)
        | {value, shown: .text, verdict: (if .value | meets then "met" else "not met" end)}
          + (if ($samples | length) > 1 then {reason: "decided by \(.series)"} else {} end);
    ($samples | map(select((.text | type) != "string" or (.text | test("^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$") | not)))) as $odd
    | $condition + {series: ($samples | length), required: "\($comparison | sub("=="; "=")) \($limit)"}
      + (if $answer.problem then unmeasured($answer.problem)
         elif $samples == [] then unmeasured("no data")
         elif ($samples | length) > 1 and $condition.series == "one" then unmeasured("\($samples | length) series where one is expected")
         elif $odd != [] then unmeasured("the value\($odd[0].series | if . == "{}" then "" else " of " + . end) is \($odd[0].text)") + {idle: ($odd[0].text == "NaN" and $condition.traffic != null)}
         else $samples | judged end)' <<< "${answer}"
}

# Prints a condition with value and verdict.
ask() {
  local -r condition="$1"
  local query sent answer
  query="$(jq --raw-output '.query' <<< "${condition}")"
  sent="$(send "${query}")"
  answer="$(read_answer "${sent}")"
  judge "${condition}" "${answer}"
}

# NaN is no value. Where no traffic is allowed, a second query has to prove that there was none.
measure() {
  local -r condition="$1"
  local result idle traffic
  result="$(ask "${condition}")"
  idle="$(jq --raw-output '.idle // false' <<< "${result}")"
  if [[ "${idle}" == 'true' ]]; then
    traffic="$(jq --compact-output '. + {query: .traffic, comparison: "==", threshold: 0}' <<< "${condition}")"
    traffic="$(ask "${traffic}")"
    result="$(jq --compact-output --argjson traffic "${traffic}" \
      'if $traffic.verdict == "met" then . + {verdict: "met", reason: "no traffic"} else . end' <<< "${result}")"
  fi
  printf '%s\n' "${result}"
}

# Measures every condition and sets verdict.
look() {
  local condition
  : > "${work}/results"
  while IFS= read -r condition; do
    measure "${condition}" >> "${work}/results"
  done <<< "${conditions}"
  verdict="$(jq --raw-output --slurp '
    if any(.verdict == "not met") then "not-met" elif length > 0 and all(.verdict == "met") then "met" else "not-measured" end' "${work}/results")"
}

print_table() {
  jq --raw-output --slurp '
    def padded($width): . + ((" " * ($width - length)) // "");
    [["metric", "value", "required", "verdict"]] + map([.name, .shown, .required, ([.verdict, .reason // empty] | join(": "))])
    | (transpose | map(map(length) | max)) as $widths | .[]
    | "  \(.[0] | padded($widths[0]))  \(.[1] | padded($widths[1]))  \(.[2] | padded($widths[2]))  \(.[3])"' "${work}/results" >&2
}

publish_result() {
  local -r looks="$1"
  local table
  set_output verdict "${verdict}"
  table="$(jq --raw-output --slurp '
    def plain: gsub("(?<mark>[\\\\`*_<>|\\[\\]])"; "\\\(.mark)");
    map("| \(.name | plain) | \(.shown) | \(.required | plain) | \([.verdict, .reason // empty] | join(": ") | plain) |") | join("\n")' "${work}/results")"
  add_summary "**Metric gate \`${GATE:?}\`: ${verdict//-/ }**"$'\n\n'"| metric | value | required | verdict |"$'\n'"| --- | ---: | --- | --- |"$'\n'"${table}"$'\n'
  if [[ -n "${RESULT_FILE:-}" ]]; then
    mkdir -p "$(dirname -- "${RESULT_FILE:-}")"
    jq --slurp --arg gate "${GATE}" --arg verdict "${verdict}" --argjson looks "${looks}" --arg environment "${ENVIRONMENT:-}" --arg version "${VERSION:-}" \
      '{gate: $gate, environment: $environment, version: $version, verdict: $verdict, looks: $looks,
        conditions: map({name, query, comparison, threshold, value, series, verdict, reason: (.reason // null)})}' "${work}/results" > "${RESULT_FILE:-}"
  fi
}

# Looks until every condition is met, or often enough.
watch() {
  local -i attempt
  if (( ${SETTLE:-0} > 0 )); then
    printf 'Waiting %s s before the first look.\n' "${SETTLE:-0}" >&2
    sleep "${SETTLE:-0}"
  fi
  for (( attempt = 1; ; attempt++ )); do
    look
    printf 'Metric gate %s, look %s of %s: %s\n' "${GATE:?}" "${attempt}" "${ATTEMPTS:-3}" "${verdict//-/ }" >&2
    print_table
    if [[ "${verdict}" == 'met' ]] || (( attempt >= ${ATTEMPTS:-3} )); then
      break
    fi
    sleep "${INTERVAL:-10}"
  done
  publish_result "${attempt}"
}

main() {
  local failed
  require_tools curl jq
  require_parameters GATE_FILE GATE SERVER
  require_number SETTLE "${SETTLE:-0}" 0
  require_number ATTEMPTS "${ATTEMPTS:-3}" 1
  require_number INTERVAL "${INTERVAL:-10}" 0
  require_number QUERY_TIMEOUT "${QUERY_TIMEOUT:-10}" 1
  check_server
  check_gate
  work="$(make_work_folder)"
  trap clean_up EXIT
  read_conditions
  watch
  failed="$(jq --raw-output --slurp 'map(select(.verdict != "met") | "\(.name): \([.shown, "required \(.required)", .reason // empty] | join(", "))") | join("\n")' "${work}/results")"
  case "${verdict}" in
    met) ;;
    not-met) fail 3 'Metric gate not met' "${failed}" ;;
    *) fail 4 'Metric gate not measured' "${failed}" ;;
  esac
}

main "$@"
