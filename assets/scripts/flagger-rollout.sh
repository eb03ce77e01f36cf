#!/usr/bin/env bash
# @summary Waits for what Flagger finds out about a new version of a release, and tells how it goes.
# @param ACTION check, look, wait, leave or settle.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release.
# @param BEFORE What was there before the new version, as look prints it. (default: null)
# @param READY_TIMEOUT How long Flagger may take, as Helm writes it. (default: 10m)
# @output before What is there now, for a later wait.
# @needs jq kubectl sha256sum sleep
# @exit 3 Flagger refused the version, or did not decide in time; what it and the pods say is in the log.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing, or the cluster has no Flagger.
set -euo pipefail
shopt -s inherit_errexit

readonly kind='canaries.flagger.app'

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

# What a person looks at first when a release does not become ready.
show_pods() {
  local -r selector="app.kubernetes.io/instance=${RELEASE:?}"
  printf '%s\n' '--- pods' >&2
  kubectl get pods --namespace "${NAMESPACE:?}" --selector "${selector}" --output wide >&2 || true
  printf '%s\n' '--- events' >&2
  kubectl get events --namespace "${NAMESPACE}" --field-selector type!=Normal --sort-by .lastTimestamp >&2 || true
  printf '%s\n' '--- logs' >&2
  kubectl logs --namespace "${NAMESPACE}" --selector "${selector}" --all-containers --prefix --tail 40 >&2 || true
}

# Prints the seconds of a time as Helm writes it.
seconds_of() {
  local -r time="$1"
  if [[ ! "${time}" =~ ^(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?$ || -z "${time}" ]]; then
    fail 64 'Not a time' "The time is ${time}. Write it as 10m, 90s or 1h30m."
  fi
  printf '%s' "$(( 10#${BASH_REMATCH[2]:-0} * 3600 + 10#${BASH_REMATCH[4]:-0} * 60 + 10#${BASH_REMATCH[6]:-0} ))"
}

check_parameters() {
  if [[ ! "${ACTION:?}" =~ ^(check|look|wait|leave|settle)$ ]]; then
    fail 64 'No such action' "ACTION is ${ACTION}. Use check, look, wait, leave or settle."
  elif ! jq --exit-status 'type | IN("object", "null")' <<< "${BEFORE:-null}" > /dev/null 2>&1; then
    fail 64 'Not a state' "BEFORE is ${BEFORE}. Give what ACTION=look prints."
  fi
}

# Nothing has changed yet, so this is the moment to say what is missing.
check() {
  local api answer verb
  if ! api="$(kubectl get --raw /apis/flagger.app/v1beta1 2>&1)"; then
    fail 69 'No Flagger' "The cluster has no Flagger (${api}). Install it, or deploy with Rollout.steps() instead of Rollout.flagger()."
  elif ! jq --exit-status 'any(.resources[]; .name == "canaries")' <<< "${api}" > /dev/null; then
    fail 69 'No Flagger' 'The cluster has flagger.app/v1beta1 without canaries. Install all of Flagger.'
  fi
  for verb in create patch; do
    if ! answer="$(kubectl auth can-i "${verb}" "${kind}" --namespace "${NAMESPACE:?}" 2>&1)"; then
      fail 69 'Not allowed' "This identity may not ${verb} ${kind} in ${NAMESPACE}: ${answer}. Flagger adds these rights to the roles edit and admin."
    fi
  done
}

# Prints the objects of the release: the canary, the version it looks at, and the one in service.
read_all() {
  local canary name deployments
  canary="$(kubectl get "${kind}" --namespace "${NAMESPACE:?}" --selector "app.kubernetes.io/instance=${RELEASE:?}" --output json)"
  name="$(jq --raw-output '.items[0].spec.targetRef.name // ""' <<< "${canary}")"
  deployments="$(kubectl get deployments --namespace "${NAMESPACE}" --output json)"
  jq --null-input --compact-output --arg name "${name}" --slurpfile canary <(printf '%s' "${canary}") --slurpfile deployments <(printf '%s' "${deployments}") '
    def named($wanted): first($deployments[0].items[] | select(.metadata.name == $wanted)) // null;
    {canary: $canary[0].items[0], target: named($name), primary: named("\($name)-primary")}'
}

# Where it stands. "stamp" is another one after each change of phase, "version" is what a person would call the version:
# Flagger copies it to the primary, where names of its own copies end in -primary.
state_of() {
  jq --compact-output '
    def version: .spec.template.spec // null
      | if . == null then null else [[.containers[] | [.image, .env, .args, .command]], [.volumes[]? | .configMap.name, .secret.secretName]] | tostring | gsub("-primary\""; "\"") end;
    (.canary.status // {}) as $status
    | (first($status.conditions[]? | select(.type == "Promoted")) // {}) as $condition
    | {
      name: (.canary.metadata.name // ""), phase: ($status.phase // ""), stamp: "\($condition.reason) \($condition.lastUpdateTime)",
      version: (.target | version // ""), same: (.primary != null and (.target | version) == (.primary | version)),
      line: "\($status.phase // "not seen by Flagger"): weight \($status.canaryWeight // 0) %, iteration \($status.iterations // 0), \($status.failedChecks // 0) failed checks\(if $condition.message then " (\($condition.message))" else "" end)"
    }'
}

field() {
  jq --raw-output --arg name "$1" '.[$name] | values' <<< "$2"
}

# A version by its digest: variables of the application have no place in the log.
digest_of() {
  local digest
  digest="$(jq '.version' <<< "$1" | sha256sum)"
  printf '%s' "${digest%% *}"
}

look() {
  local objects state name version before
  objects="$(read_all)"
  state="$(state_of <<< "${objects}")"
  name="$(field name "${state}")"
  # A way back that was cut off must not let the next version pass unseen.
  if [[ -n "${name}" ]]; then
    skip_analysis "${name}" null
  fi
  version="$(digest_of "${state}")"
  before="$(jq --compact-output --arg version "${version}" '{stamp, version: $version}' <<< "${state}")"
  set_output before "${before}"
}

# Prints go, done or wrong. An end that was there before is the one of an earlier version, unless the version is the same.
judge() {
  local -r state="$1"
  local version
  version="$(digest_of "${state}")"
  jq --raw-output --argjson before "${BEFORE:-null}" --arg version "${version}" '
    (.stamp != $before.stamp or $version == $before.version) as $is_ours
    | if $is_ours and .phase == "Failed" then "wrong"
      elif $is_ours and (.phase | IN("Succeeded", "Initialized")) and .same then "done"
      else "go" end' <<< "${state}"
}

# A version to go back to was good once, so Flagger need not look at it again. Its failure leaves the old version in
# service; then there is nothing to do.
judge_return() {
  local -r state="$1"
  local name
  name="$(field name "${state}")"
  if jq --exit-status '.same and (.phase | IN("Succeeded", "Initialized", "Failed"))' <<< "${state}" > /dev/null; then
    printf 'done'
  else
    skip_analysis "${name}" true
    printf 'go'
  fi
}

skip_analysis() {
  local -r name="$1" value="$2"
  kubectl patch "${kind}" "${name}" --namespace "${NAMESPACE:?}" --type merge --patch "{\"spec\":{\"skipAnalysis\":${value}}}" > /dev/null
}

# Where nothing is under way, Flagger is told in time. In the midst of an analysis it would promote what it looks at: then
# it is told when Helm has put the old version there.
leave() {
  local objects state name
  objects="$(read_all)"
  state="$(state_of <<< "${objects}")"
  name="$(field name "${state}")"
  if jq --exit-status '.same and (.phase | IN("Succeeded", "Initialized"))' <<< "${state}" > /dev/null; then
    skip_analysis "${name}" true
  fi
}

await() {
  local -r limit=$((SECONDS + $1))
  local objects state line name before='' answer='go'
  while [[ "${answer}" == 'go' ]]; do
    objects="$(read_all)"
    state="$(state_of <<< "${objects}")"
    name="$(field name "${state}")"
    if [[ -z "${name}" ]]; then
      fail 3 'No canary' "There is no Canary of ${RELEASE:?} in ${NAMESPACE:?}: the chart has to render one where rollout.strategy is flagger."
    fi
    line="$(field line "${state}")"
    if [[ "${line}" != "${before}" ]]; then
      printf '%s\n' "${line}" >&2
      before="${line}"
    fi
    if [[ "${ACTION:?}" == 'settle' ]]; then
      answer="$(judge_return "${state}")"
    else
      answer="$(judge "${state}")"
    fi
    if [[ "${answer}" == 'go' ]] && (( SECONDS >= limit )); then
      answer='late'
    elif [[ "${answer}" == 'go' ]]; then
      sleep 1
    fi
  done
  conclude "${answer}" "${name}" "${line}"
}

conclude() {
  local -r answer="$1" name="$2" line="$3"
  if [[ "${ACTION:?}" == 'settle' ]]; then
    skip_analysis "${name}" null
  fi
  if [[ "${answer}" == 'late' ]]; then
    show_pods
    fail 3 'Flagger is late' "Flagger did not decide about ${RELEASE:?} within ${READY_TIMEOUT:-10m}: ${line}. If it does not even begin, it is not running, or does not watch ${NAMESPACE:?}."
  elif [[ "${answer}" == 'wrong' ]]; then
    show_events "${name}"
    show_pods
    fail 3 'Flagger refused the version' "${RELEASE:?} is ${line}. Why is in the events above."
  fi
  add_summary "- Flagger: ${line}"
}

# Each check that failed is an event of the canary.
show_events() {
  kubectl get events --namespace "${NAMESPACE:?}" --field-selector "involvedObject.name=$1,involvedObject.kind=Canary" --sort-by .lastTimestamp >&2 || true
}

main() {
  require_tools jq kubectl sha256sum sleep
  require_parameters ACTION RELEASE NAMESPACE
  check_parameters
  local limit
  limit="$(seconds_of "${READY_TIMEOUT:-10m}")"
  case "${ACTION:?}" in
    check) check ;;
    look) look ;;
    leave) leave ;;
    *) await "${limit}" ;;
  esac
}

main "$@"
