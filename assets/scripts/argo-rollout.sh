#!/usr/bin/env bash
# @summary Leads a release of Argo Rollouts from share to share, as its kubectl plugin does, and tells what its controller says.
# @param ACTION check, advance, promote, leave or settle.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release.
# @param PERCENTAGE Share of the traffic to advance to. (default: 100)
# @param READY_TIMEOUT How long each share may take, as Helm writes it. (default: 10m)
# @output url Address to test where nothing runs beside the version in service; empty while two versions run.
# @needs jq kubectl sleep
# @exit 3 The rollout went wrong, or did not get there in time; what its controller and pods say is in the log.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing, or the cluster has no Argo Rollouts.
set -euo pipefail
shopt -s inherit_errexit

readonly kind='rollouts.argoproj.io'

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
    fail 64 'Not a time' "READY_TIMEOUT is ${time}. Write it as 10m, 90s or 1h30m."
  fi
  printf '%s' "$(( 10#${BASH_REMATCH[2]:-0} * 3600 + 10#${BASH_REMATCH[4]:-0} * 60 + 10#${BASH_REMATCH[6]:-0} ))"
}

check_parameters() {
  if [[ ! "${ACTION:?}" =~ ^(check|advance|promote|leave|settle)$ ]]; then
    fail 64 'No such action' "ACTION is ${ACTION}. Use check, advance, promote, leave or settle."
  elif [[ ! "${PERCENTAGE:-100}" =~ ^(100|[1-9]?[0-9])$ ]]; then
    fail 64 'Not a percentage' "PERCENTAGE is ${PERCENTAGE}. Use a whole number from 0 to 100."
  fi
}

# Ends the run unless this identity may do that to rollouts.
require_right() {
  local answer
  if ! answer="$(kubectl auth can-i "$@" --namespace "${NAMESPACE:?}" 2>&1)"; then
    fail 69 'Not allowed' "This identity may not $* in ${NAMESPACE}: ${answer}. Argo Rollouts adds these rights to the roles edit and admin."
  fi
}

# Nothing has changed yet, so this is the moment to say what is missing.
check() {
  local api
  if ! api="$(kubectl get --raw /apis/argoproj.io/v1alpha1 2>&1)"; then
    fail 69 'No Argo Rollouts' "The cluster has no Argo Rollouts (${api}). Install it, or deploy with Rollout.steps() instead of Rollout.argo()."
  elif ! jq --exit-status '[.resources[].name] | contains(["rollouts", "rollouts/status"])' <<< "${api}" > /dev/null; then
    fail 69 'No Argo Rollouts' 'The cluster has argoproj.io/v1alpha1 without rollouts, or with those of a version before 1.0. Install Argo Rollouts 1.0 or newer.'
  fi
  require_right create "${kind}"
  require_right patch "${kind}" --subresource status
}

# Prints the one object of the release, or nothing.
read_rollout() {
  kubectl get "${kind}" --namespace "${NAMESPACE:?}" --selector "app.kubernetes.io/instance=${RELEASE:?}" --output json | jq --compact-output '.items[0] // empty'
}

# Where it stands, by the rules of the plugin: what the controller has not seen yet is progress, whatever the status says.
# "alone" tells that one version runs, "weight" the share at which it is held.
state_of() {
  jq --compact-output '
    (.status // {}) as $status | (.spec.strategy.canary.steps // []) as $steps | ($status.currentStepIndex // 0) as $index
    | (($status.observedGeneration // "") | tostring) as $seen
    | ($seen == (.metadata.generation | tostring)) as $isSeen
    | any($status.pauseConditions[]?; .reason == "CanaryPauseStep") as $isHeld
    | {
      name: .metadata.name, isSeen: $isSeen, isAborted: ($status.abort == true), skips: ($status.promoteFull == true), last: ($index >= ($steps | length) - 1),
      phase: (if ($isSeen | not) or ($status.controllerPause == true and ($status.pauseConditions // [] | length) == 0) then "Progressing" else $status.phase // "Progressing" end),
      alone: ($isSeen and ($status.stableRS // "") != "" and $status.stableRS == $status.currentPodHash),
      fresh: (($status.stableRS // "") == ""),
      weight: (if $isSeen and $isHeld and $steps[$index].pause != null then [$steps[:$index][].setWeight | numbers][-1] else null end),
      pods: "\($status.updatedReplicas // 0) of \($status.replicas // 0) pods run the new version, \($status.availableReplicas // 0) are available",
      message: (if $seen == "" then "the controller has not looked at it; is Argo Rollouts running?" elif $isSeen then $status.message // "" else "the controller has not seen the change yet" end)
    }
    | . + {line: "\(.phase)\(if .weight then " at \(.weight) %" else "" end): \(.pods)\(if .message == "" then "" else " (\(.message))" end)"}'
}

field() {
  jq --raw-output --arg name "$1" '.[$name] | values' <<< "$2"
}

# The plugin's own patches, to the status, which is the controller's and not the chart's.
patch_status() {
  local -r state="$1" patch="$2"
  local name
  name="$(field name "${state}")"
  kubectl patch "${kind}" "${name}" --namespace "${NAMESPACE:?}" --subresource status --type merge --patch "{\"status\":${patch}}" >&2
}

# Prints go, done or wrong for a state, after doing what leads on from it.
step() {
  local -r state="$1" target="${PERCENTAGE:-100}"
  local phase alone weight last
  phase="$(field phase "${state}")"
  alone="$(field alone "${state}")"
  weight="$(field weight "${state}")"
  last="$(field last "${state}")"
  if [[ "${phase}" == 'Healthy' && "${alone}" == 'true' ]]; then
    printf 'done'
  elif [[ "${ACTION:?}" == 'settle' ]]; then
    skip_steps "${state}"
  elif [[ "${phase}" == 'Degraded' ]]; then
    printf 'wrong'
  elif [[ -z "${weight}" ]]; then
    printf 'go'
  elif [[ "${ACTION}" == 'promote' && "${last}" != 'true' ]]; then
    printf 'wrong'
  elif [[ "${ACTION}" == 'promote' ]] || (( weight < target )); then
    patch_status "${state}" '{"pauseConditions":null}'
    printf 'go'
  elif (( weight == target )); then
    printf 'done'
  else
    printf 'wrong'
  fi
}

# A version to go back to was good once: it need not pass the steps again.
skip_steps() {
  local -r state="$1"
  local seen alone aborted skips
  seen="$(field isSeen "${state}")"
  alone="$(field alone "${state}")"
  aborted="$(field isAborted "${state}")"
  skips="$(field skips "${state}")"
  if [[ "${seen}" == 'true' && "${alone}" == 'false' && "${skips}" == 'false' ]]; then
    patch_status "${state}" '{"promoteFull":true}'
  elif [[ "${seen}" == 'true' && "${alone}" == 'true' && "${aborted}" == 'true' ]]; then
    patch_status "${state}" '{"abort":false}'
  fi
  printf 'go'
}

# Moves on, and waits until the controller is there.
move() {
  local -r limit=$((SECONDS + $1))
  local rollout state line before='' answer='go'
  while [[ "${answer}" == 'go' ]]; do
    rollout="$(read_rollout)"
    if [[ -z "${rollout}" ]]; then
      fail 3 'No rollout' "There is no Rollout of ${RELEASE:?} in ${NAMESPACE:?}: the chart has to render one where rollout.strategy is argo."
    fi
    state="$(state_of <<< "${rollout}")"
    line="$(field line "${state}")"
    if [[ "${line}" != "${before}" ]]; then
      printf '%s\n' "${line}" >&2
      before="${line}"
    fi
    answer="$(step "${state}")"
    if [[ "${answer}" == 'go' ]] && (( SECONDS >= limit )); then
      answer='late'
    elif [[ "${answer}" == 'go' ]]; then
      sleep 1
    fi
  done
  conclude "${answer}" "${state}"
}

conclude() {
  local -r answer="$1" state="$2"
  local line pods weight url=''
  line="$(field line "${state}")"
  if [[ "${answer}" == 'late' ]]; then
    show_pods
    fail 3 'Rollout is late' "Argo Rollouts did not ${ACTION:?} ${RELEASE:?} to ${PERCENTAGE:-100} % within ${READY_TIMEOUT:-10m}. It is ${line}"
  elif [[ "${answer}" == 'wrong' ]]; then
    show_pods
    fail 3 'Rollout failed' "Argo Rollouts cannot ${ACTION:?} ${RELEASE:?} to ${PERCENTAGE:-100} %. It is ${line}"
  fi
  pods="$(field pods "${state}")"
  weight="$(field weight "${state}")"
  add_summary "- ${weight:-100} %: ${pods}"
  if [[ -z "${weight}" ]]; then
    url="$(address)"
  fi
  set_output url "${url}"
}

address() {
  kubectl get service "${RELEASE:?}" --namespace "${NAMESPACE:?}" --ignore-not-found --output json \
    | jq --raw-output 'if . == "" then "" else "http://\(.metadata.name).\(.metadata.namespace):\(.spec.ports[0].port)" end'
}

# The old version gets all of the traffic at once, before Helm does anything.
leave() {
  local rollout state seen alone fresh
  rollout="$(read_rollout)"
  if [[ -n "${rollout}" ]]; then
    state="$(state_of <<< "${rollout}")"
    seen="$(field isSeen "${state}")"
    alone="$(field alone "${state}")"
    fresh="$(field fresh "${state}")"
    if [[ "${seen}" == 'true' && "${alone}" == 'false' && "${fresh}" == 'false' ]]; then
      patch_status "${state}" '{"abort":true}'
    fi
  fi
}

main() {
  require_tools jq kubectl sleep
  require_parameters ACTION RELEASE NAMESPACE
  check_parameters
  local limit
  limit="$(seconds_of "${READY_TIMEOUT:-10m}")"
  case "${ACTION:?}" in
    check) check ;;
    leave) leave ;;
    *) move "${limit}" ;;
  esac
}

main "$@"
