#!/usr/bin/env bash
# @summary Takes a Helm release back to a version that was in service, or out of a rollout that was interrupted.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release.
# @param TARGET_VERSION Version to go back to; empty takes the one before. (default: )
# @param WHEN always, or interrupted to act only where a rollout did not end. (default: always)
# @param READY_TIMEOUT How long pods may take to be ready, as Helm writes it. (default: 10m)
# @param LOCK_WAIT Seconds that another Helm command, still at work on the release, is waited for. (default: 600)
# @param HISTORY How many revisions of the release are kept. (default: 100)
# @output outcome rolled-back, removed (a first installation that failed), absent or in-service (nothing to do).
# @output revision Revision that is in service now; empty when there is none.
# @output version Version that is in service now; empty when there is none.
# @output left Version that was taken out of service.
# @needs date helm jq kubectl
# @exit 3 The rollback did not become ready; what its pods say is in the log.
# @exit 4 There is no version to go back to; those there are, are listed.
# @exit 5 Helm did not answer, so nothing is known of the release.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit
waiting=(--wait)

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

# Prints the JSON that Helm answers, for which a filter of jq must hold. No answer ends the run: it is never "no release".
ask_helm() {
  local -r filter="$1"
  shift
  local answer
  # "input" fails where there is nothing; a plain filter would pass over it.
  if ! answer="$(helm "$@" --namespace "${NAMESPACE:?}" --output json < /dev/null)" \
    || ! jq --null-input --exit-status "input | ${filter}" <<< "${answer}" > /dev/null; then
    fail 5 'Helm did not answer' "\"helm $*\" failed, or told nothing; its message is above. Check the cluster and the access to it."
  fi
  printf '%s' "${answer}"
}

# The history as JSON, oldest first; an empty list where there is no release.
read_history() {
  local helm_version releases
  local -a every=()
  helm_version="$(helm version --short)"
  # Helm 4 lists releases of every status without being told, and knows no option for it.
  if [[ "${helm_version}" == v3.* ]]; then
    every+=(--all)
  fi
  releases="$(ask_helm 'type == "array"' list "${every[@]}" --filter "^${RELEASE//./\\.}\$")"
  if [[ "${releases}" == '[]' ]]; then
    printf '[]'
  else
    ask_helm 'type == "array" and length > 0' history "${RELEASE:?}" --max 256
  fi
}

# A Helm command that was killed leaves its revision pending for ever; one that is at work ends within its timeout.
wait_for_lock() {
  local history status updated since
  while true; do
    history="$(read_history)"
    status="$(jq --raw-output '.[-1].status // ""' <<< "${history}")"
    if [[ "${status}" != pending-* ]]; then
      break
    fi
    updated="$(jq --raw-output '.[-1].updated' <<< "${history}")"
    since=$(( $(date +%s) - $(date --date "${updated}" +%s) ))
    if (( since >= ${LOCK_WAIT:-600} )); then
      printf '%s is %s since %s s: the command that did it is taken for dead.\n' "${RELEASE:?}" "${status}" "${since}" >&2
      break
    fi
    printf '%s is %s since %s s; waiting for the command that does it, up to %s s.\n' "${RELEASE:?}" "${status}" "${since}" "${LOCK_WAIT:-600}" >&2
    sleep 2
  done
  printf '%s' "${history}"
}

values_of() {
  ask_helm 'type == "object" or . == null' get values "${RELEASE:?}" --revision "$1"
}

# A release that something else deployed may keep other things under these names.
version_in() {
  jq --raw-output '.image.tag? // "unknown"' <<< "$1"
}

# Prints true for a revision that was in service, which it says itself: a rollout marks its last revision as stable.
# Revisions from before this script, or by hand, say nothing and count.
was_in_service() {
  jq --raw-output --arg status "$1" '($status | IN("deployed", "superseded")) and (.rollout.phase? // "stable") == "stable"' <<< "$2"
}

# Prints "revision version" of where to go, or nothing and says what there is. The newest are looked at first, and no more
# than needed: each is a question to the cluster.
find_target() {
  local -r history="$1" below="$2" wanted="${3#v}"
  local revisions revision status values good version known=''
  revisions="$(jq --raw-output --argjson below "${below}" 'reverse[] | select(.revision < $below) | "\(.revision) \(.status)"' <<< "${history}")"
  while read -r revision status; do
    if [[ -z "${revision}" ]]; then
      continue
    fi
    values="$(values_of "${revision}")"
    good="$(was_in_service "${status}" "${values}")"
    if [[ "${good}" != 'true' ]]; then
      continue
    fi
    version="$(version_in "${values}")"
    if [[ -z "${wanted}" || "${version#v}" == "${wanted}" ]]; then
      printf '%s %s' "${revision}" "${version}"
      return 0
    fi
    known+="${revision} ${version}"$'\n'
  done <<< "${revisions}"
  printf '%s was in service with these revisions and versions:\n%s\n' "${RELEASE:?}" "${known:-none}" >&2
}

# A rollback is the state of an older revision; whatever lies between was left for a reason and is not "the one before".
origin_of() {
  local -r history="$1"
  local revision="$2" to
  while true; do
    to="$(jq --raw-output --argjson revision "${revision}" '
      first(.[] | select(.revision == $revision) | .description // "" | capture("^Rollback to (?<to>[0-9]+)$") | .to) // ""' <<< "${history}")"
    if [[ -z "${to}" ]] || (( to >= revision )); then
      break
    fi
    revision="${to}"
  done
  printf '%s' "${revision}"
}

# Where a controller of the cluster brings versions into service, the script beside this one leads it; Helm knows no end.
ask_controller() {
  if [[ "$2" =~ ^(argo|flagger)$ ]]; then
    waiting=()
    ACTION="$1" bash "${0%/*}/$2-rollout.sh" >&2
  fi
}

roll_back() {
  local -r revision="$1" version="$2" left="$3" strategy="$4"
  printf 'Rolling %s back from %s to %s (revision %s).\n' "${RELEASE:?}" "${left}" "${version}" "${revision}" >&2
  ask_controller leave "${strategy}"
  if ! helm rollback "${RELEASE}" "${revision}" --namespace "${NAMESPACE:?}" "${waiting[@]}" --timeout "${READY_TIMEOUT:-10m}" --history-max "${HISTORY:-100}" --cleanup-on-fail >&2; then
    show_pods
    fail 3 'Rollback failed' "${version} did not become ready within ${READY_TIMEOUT:-10m}. What its pods say is above. The release is ${RELEASE} in ${NAMESPACE}; go to another version with TARGET_VERSION."
  fi
  ask_controller settle "${strategy}"
  report rolled-back "${version}" "${left}"
}

report() {
  local -r outcome="$1" version="$2" left="$3"
  local history revision=''
  if [[ "${outcome}" != 'absent' && "${outcome}" != 'removed' ]]; then
    history="$(ask_helm 'type == "array" and length > 0' history "${RELEASE:?}" --max 1)"
    revision="$(jq --raw-output '.[0].revision' <<< "${history}")"
  fi
  set_output outcome "${outcome}"
  set_output revision "${revision}"
  set_output version "${version}"
  set_output left "${left}"
  add_summary "**${RELEASE:?}: ${outcome}.** In service: ${version:-nothing}; taken out: ${left:-nothing}."
}

# A first installation that failed has nothing to go back to, so it goes away.
remove() {
  local -r left="$1"
  printf '%s was never in service; removing its first installation (%s).\n' "${RELEASE:?}" "${left}" >&2
  helm uninstall "${RELEASE}" --namespace "${NAMESPACE:?}" --wait --timeout "${READY_TIMEOUT:-10m}" >&2
  report removed '' "${left}"
}

check_parameters() {
  if [[ ! "${WHEN:-always}" =~ ^(always|interrupted)$ ]]; then
    fail 64 'No such occasion' "WHEN is ${WHEN}. Use always or interrupted."
  elif [[ ! "${LOCK_WAIT:-600}" =~ ^(0|[1-9][0-9]{0,5})$ ]]; then
    fail 64 'Not a number' "LOCK_WAIT is ${LOCK_WAIT}. Use seconds."
  elif [[ ! "${HISTORY:-100}" =~ ^[1-9][0-9]{0,5}$ ]]; then
    fail 64 'Not a number' "HISTORY is ${HISTORY}. Use a whole number from 1."
  elif [[ ! "${READY_TIMEOUT:-10m}" =~ ^([1-9][0-9]*[smh])+$ ]]; then
    fail 64 'Not a duration' "READY_TIMEOUT is ${READY_TIMEOUT}. Write it as Helm does, such as 10m or 1m30s."
  elif [[ ! "${RELEASE:?}" =~ ^[a-z0-9]([a-z0-9.-]{0,51}[a-z0-9])?$ ]]; then
    fail 64 'Not a release' "RELEASE is ${RELEASE}. Use lower-case letters, digits and hyphens, 53 at most."
  fi
}

nothing_installed() {
  if [[ "${WHEN:-always}" != 'interrupted' ]]; then
    fail 4 'Nothing to roll back' "There is no release ${RELEASE:?} in ${NAMESPACE:?}. Check both names and the cluster."
  fi
  report absent '' ''
}

# Leaves a revision for the one to go back to.
leave() {
  local -r history="$1" below="$2" left="$3" strategy="$4"
  local target
  target="$(find_target "${history}" "${below}" "${TARGET_VERSION:-}")"
  if [[ -n "${target}" ]]; then
    roll_back "${target%% *}" "${target#* }" "${left}" "${strategy}"
  elif [[ -n "${TARGET_VERSION:-}" ]]; then
    fail 4 'No such version' "${TARGET_VERSION} was never in service as ${RELEASE:?}. Those that were are listed above."
  elif [[ "${WHEN:-always}" == 'interrupted' ]]; then
    remove "${left}"
  else
    fail 4 'No version before' "Nothing was in service as ${RELEASE:?} before what is there now. To go to another version, name it with TARGET_VERSION."
  fi
}

main() {
  require_tools date helm jq kubectl
  require_parameters RELEASE NAMESPACE
  check_parameters
  local -r wanted="${TARGET_VERSION:+${TARGET_VERSION#v}}"
  local history current status values left below good strategy
  history="$(wait_for_lock)"
  current="$(jq --raw-output '.[-1].revision // ""' <<< "${history}")"
  if [[ -z "${current}" ]]; then
    nothing_installed
    return 0
  fi
  status="$(jq --raw-output '.[-1].status' <<< "${history}")"
  values="$(values_of "${current}")"
  left="$(version_in "${values}")"
  strategy="$(jq --raw-output '.rollout.strategy? // ""' <<< "${values}")"
  below="${current}"
  good="$(was_in_service "${status}" "${values}")"
  if [[ "${good}" == 'true' ]] && [[ "${WHEN:-always}" == 'interrupted' || "${wanted}" == "${left#v}" ]]; then
    report in-service "${left}" ''
    return 0
  elif [[ "${good}" == 'true' && -z "${wanted}" ]]; then
    below="$(origin_of "${history}" "${current}")"
  fi
  leave "${history}" "${below}" "${left}" "${strategy}"
}

main "$@"
