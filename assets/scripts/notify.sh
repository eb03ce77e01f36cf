#!/usr/bin/env bash
# @summary Tells a Slack or Discord channel, or a plain webhook, how a delivery went; a webhook that fails stops nothing.
# @param CHANNEL Form of the message: slack, discord or webhook.
# @param TITLE What the message is about, such as "Deployment of tool".
# @param STATUS How it went: started, success, failure, cancelled, rolled-back or rollback-failed.
# @param RUN_URL Address of the run.
# @param ENVIRONMENT Environment that is concerned. (default: )
# @param VERSION Version that is concerned. (default: )
# @param ACTOR Who started the run. (default: )
# @param DETAILS Plain text that tells more, such as what to do next. (default: )
# @param FIELDS Further facts as a JSON object of texts, of which six are shown. (default: )
# @param MAX_SECONDS Seconds that one try may take; there are three. (default: 10)
# @secret WEBHOOK_URL Address of the webhook; where it is empty, nothing is sent.
# @needs curl jq
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''

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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

# Says why nothing was sent. It is no error: the delivery goes on.
warn() {
  local message="$1"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    message="${message//'%'/%25}"
    message="${message//$'\n'/%0A}"
    message="${message//$'\r'/%0D}"
    printf '::warning title=Notification not sent::%s\n' "${message}" >&2
  else
    printf 'Notification not sent: %s\n' "${message}" >&2
  fi
}

# Prints the result in words and its colour.
describe_status() {
  case "${STATUS:?}" in
    started) printf 'started\t1f6feb' ;;
    success) printf 'succeeded\t1a7f37' ;;
    failure) printf 'failed\tcf222e' ;;
    cancelled) printf 'cancelled\t6e7781' ;;
    rolled-back) printf 'failed, rolled back\tbf8700' ;;
    rollback-failed) printf 'failed, and the rollback failed\t82071e' ;;
    *) fail 64 'Unknown status' "STATUS is ${STATUS}. Use started, success, failure, cancelled, rolled-back or rollback-failed." ;;
  esac
}

check_call() {
  local -r address='^https?://[^][:space:]<>|"\()[]{1,300}$'
  if [[ ! "${CHANNEL:?}" =~ ^(slack|discord|webhook)$ ]]; then
    fail 64 'Unknown channel' "CHANNEL is ${CHANNEL}. Use slack, discord or webhook."
  fi
  if [[ ! "${RUN_URL:?}" =~ ${address} ]]; then
    fail 64 'Bad address' "RUN_URL is ${RUN_URL}. Give the address of the run, at most 300 characters."
  fi
  if [[ ! "${MAX_SECONDS:-10}" =~ ^[1-9][0-9]{0,2}$ ]]; then
    fail 64 'Bad duration' "MAX_SECONDS is ${MAX_SECONDS:-10}. Give a whole number of seconds from 1 to 999."
  fi
  if [[ -n "${FIELDS:-}" ]] && ! jq --exit-status 'type == "object"' <<< "${FIELDS:-}" > /dev/null 2>&1; then
    fail 64 'Bad fields' 'FIELDS is no JSON object. Write {"Name": "value"}.'
  fi
}

# Prints everything there is to tell, as a plain webhook gets it.
compose_message() {
  jq --null-input --arg title "${TITLE:?}" --arg status "${STATUS:?}" --arg result "$1" \
    --arg environment "${ENVIRONMENT:-}" --arg version "${VERSION:-}" --arg actor "${ACTOR:-}" \
    --arg run_url "${RUN_URL:?}" --arg details "${DETAILS:-}" --arg fields "${FIELDS:-}" '
    {
      title: $title, status: $status, result: $result, environment: $environment, version: $version,
      actor: $actor, run_url: $run_url, details: $details,
      fields: (
        (if $fields == "" then {} else ($fields | fromjson) end)
        | with_entries(select(.value != null and .value != "") | .value |= tostring)
      ),
    }'
}

# Prints definitions for jq. Lengths are counted as both services may: after escaping, and
# characters beyond 16 bits twice. Characters that turn text around are left out.
text_functions() {
  cat << 'END'
def clean($breaks):
  explode
  | map(
      if . == 10 and $breaks then .
      elif . < 32 or (. > 126 and . < 160) or . == 8232 or . == 8233 then 32
      elif (. > 8233 and . < 8239) or (. > 8293 and . < 8298) then empty
      else . end)
  | implode | gsub("^\\s+|\\s+$"; "");
def units: explode | map(if . > 65535 then 2 else 1 end) | add // 0;
def fit($limit; escape):
  (.[0:$limit + 1] | explode | map([.] | implode | escape)) as $parts
  | if ($parts | add // "" | units) <= $limit then $parts | add // ""
    else
      reduce $parts[] as $part ({text: "", left: ($limit - 1)};
        ($part | units) as $size
        | if .left >= $size then .text += $part | .left -= $size else .left = 0 end)
      | .text + "…"
    end;
def facts:
  [["Environment", .environment], ["Version", .version], ["Started by", .actor]]
  + (.fields | to_entries[0:6] | map([.key, .value]))
  | map(map(clean(false))) | map(select(.[0] != "" and .[1] != ""));
END
}

# Slack takes 3000 characters in a section, 2000 in each of at most 10 fields, and about 13000 in
# all. Only & < > begin what it acts on; verbatim keeps it from linking names by itself.
slack_payload() {
  local -r functions="$1" color="$2"
  jq --arg color "#${color}" "${functions}"'
    def escaped: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[.] // .;
    def line($limit): clean(false) | fit($limit; escaped);
    def markdown: {type: "mrkdwn", text: ., verbatim: true};
    ((.title | line(200)) + ": " + .result) as $headline
    | (facts | map("*\(.[0] | line(60))*\n\(.[1] | line(256))" | markdown)) as $fields
    | (.details | clean(true) | fit(2900; escaped)) as $details
    | {
        text: $headline,
        blocks: [{type: "section", text: ("*\($headline)*" | markdown)}],
        attachments: [{
          color: $color,
          fallback: $headline,
          blocks: [
            (if $fields == [] then empty else {type: "section", fields: $fields} end),
            (if $details == "" then empty else {type: "section", text: ($details | markdown)} end),
            {type: "section", text: ("<\(.run_url | gsub("&"; "&amp;"))|Open the run>" | markdown)}
          ]
        }],
        unfurl_links: false,
        unfurl_media: false
      }' <<< "$3"
}

# Discord takes 256 characters in a title, 1024 in a field and 6000 in all. A mention in an embed
# reaches nobody, and allowed_mentions says so for the rest.
discord_payload() {
  local -r functions="$1" color="$2"
  jq --arg color "$(( 16#${color} ))" "${functions}"'
    def escaped: if test("[\\\\`*_~|<>#@\\[\\]]") then "\\" + . else . end;
    def line($limit): clean(false) | fit($limit; escaped);
    (.details | clean(true) | fit(2000; escaped)) as $details
    | {
        allowed_mentions: {parse: []},
        embeds: [{
          title: ((.title | line(200)) + ": " + .result),
          url: .run_url,
          color: ($color | tonumber),
          description: ([$details, "[Open the run](\(.run_url))"] | map(select(. != "")) | join("\n\n")),
          fields: (facts | map({name: (.[0] | line(60)), value: (.[1] | line(256)), inline: true}))
        }]
      }' <<< "$3"
}

# Prints the message in the form of the channel.
make_payload() {
  local description functions message
  description="$(describe_status)"
  functions="$(text_functions)"
  message="$(compose_message "${description%$'\t'*}")"
  case "${CHANNEL:?}" in
    slack) slack_payload "${functions}" "${description#*$'\t'}" "${message}" ;;
    discord) discord_payload "${functions}" "${description#*$'\t'}" "${message}" ;;
    *) printf '%s\n' "${message}" ;;
  esac
}

# Prints the address without blanks around it, as it may have been pasted with a line break.
read_address() {
  local url="${WEBHOOK_URL:?}"
  url="${url#"${url%%[![:space:]]*}"}"
  printf '%s' "${url%"${url##*[![:space:]]}"}"
}

# Prints the start of the answer. Every part of the address that could be the secret is masked in it.
read_answer() {
  local -r url="$1"
  local answer='' part
  local -a parts=()
  if [[ -s "${work}/answer" ]]; then
    answer="$(head -c 2000 "${work}/answer" | tr '\000-\037\177' ' ')"
  fi
  answer="${answer//"${url}"/***}"
  IFS='/?&=' read -r -a parts <<< "${url#*://}"
  for part in "${parts[@]}"; do
    if (( ${#part} >= 8 )); then
      answer="${answer//"${part}"/***}"
    fi
  done
  printf '%s' "${answer:0:200}"
}

explain_failure() {
  local -r status="$1" code="$2" url="$3"
  local reason answer
  answer="$(read_answer "${url}")"
  case "${status}" in
    0 | 22) reason="The webhook answered HTTP ${code}${answer:+: ${answer}}" ;;
    6) reason='The host of the webhook is unknown' ;;
    7) reason='The host of the webhook takes no connection' ;;
    28) reason="The webhook did not answer within ${MAX_SECONDS:-10} seconds" ;;
    35 | 60) reason='The host of the webhook has no valid certificate' ;;
    *) reason="curl ended with ${status}" ;;
  esac
  warn "${reason}. Nothing else is affected. If it lasts, make a new webhook and store its address in the secret."
}

# The address reaches curl by standard input, since everybody on the machine sees arguments.
send() {
  local -r url="$1" payload="$2"
  local code status=0
  work="$(make_work_folder)"
  trap clean_up EXIT
  printf '%s' "${payload}" > "${work}/payload"
  code="$(printf 'url = "%s"\n' "${url}" | curl --disable --config - --globoff --silent --fail-with-body \
    --max-time "${MAX_SECONDS:-10}" --retry 2 --retry-max-time 30 \
    --header 'Content-Type: application/json' --data-binary "@${work}/payload" \
    --output "${work}/answer" --write-out '%{http_code}')" || status=$?
  if [[ "${status}" == 0 && "${code}" == 2* ]]; then
    printf 'The message was sent.\n' >&2
  else
    explain_failure "${status}" "${code}" "${url}"
  fi
}

main() {
  require_tools curl jq
  # A repository without the secret has no such channel; nothing about the call is wrong.
  if [[ -z "${WEBHOOK_URL:+set}" ]]; then
    printf 'The secret with the address of the webhook is not set: nothing was sent.\n' >&2
    return
  fi
  require_parameters CHANNEL TITLE STATUS RUN_URL WEBHOOK_URL
  check_call
  local -r remote='^https://[^[:space:][:cntrl:]"\]+$'
  local -r here='^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^[:space:][:cntrl:]"\]*)?$'
  local payload url
  payload="$(make_payload)"
  url="$(read_address)"
  # Encrypted, or to this machine: the address alone lets anybody write to the channel.
  if [[ "${url}" =~ ${remote} || "${url}" =~ ${here} ]]; then
    send "${url}" "${payload}"
  else
    warn 'The secret holds no address that begins with https://. Store the address of the webhook in it, whole.'
  fi
}

main "$@"
