#!/usr/bin/env bash
# @summary Waits until Argo CD or Flux has brought a commit into the cluster and reports it healthy; says why when it does not.
# @param CONTROLLER Who follows the repository: argo-cd or flux.
# @param CONTROLLER_KIND Kind of the object that is watched: Application, Kustomization or HelmRelease.
# @param CONTROLLER_NAME Name of that object.
# @param CONTROLLER_NAMESPACE Namespace of that object.
# @param REVISION Commit that shall be reached, or one after it with the same folder.
# @param REPOSITORY_URL Address of the repository that is followed.
# @param BRANCH Branch that is followed. (default: main)
# @param FOLDER Folder of the application in it.
# @param REFRESH Whether the controller is asked to look at once: true or false. (default: true)
# @param WAIT_TIMEOUT Seconds that it may take. (default: 600)
# @param INTERVAL Seconds between two looks. (default: 5)
# @param REQUEST_TIMEOUT How long one answer of the cluster may take. (default: 20s)
# @secret GIT_TOKEN Token that may read that repository.
# @output revision Commit that runs.
# @needs cat date git jq kubectl mktemp tee
# @exit 3 The controller reports a failure, or another state took the place of this one.
# @exit 4 It was not reached in time; the last state is in the log.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit
work=''
declare -a remote=()

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

require_form() {
  local -r name="$1" value="$2" form="$3" fix="$4"
  if [[ ! "${value}" =~ ${form} ]]; then
    fail 64 'Wrong parameter' "${name} is \"${value/:\/\/*@/://…@}\". ${fix}"
  fi
}

# An empty repository that knows the other one. The token is for this server alone and stands in no argument, file or address.
prepare_git() {
  local -r url="${REPOSITORY_URL:?}"
  local -r server="${url%"/${url#*://*/}"}"
  local -r helper="!helper() { printf 'username=x-access-token\\npassword='; printenv GIT_TOKEN; }; helper"
  export GIT_TOKEN="${GIT_TOKEN:?}" GIT_TERMINAL_PROMPT=0
  work="$(make_work_folder)"
  trap clean_up EXIT
  git init --quiet --initial-branch=state "${work}/state"
  git -C "${work}/state" remote add origin "${url}"
  remote=(git -C "${work}/state" -c "credential.${server}.helper=" -c "credential.${server}.helper=${helper}")
}

check_parameters() {
  require_form CONTROLLER "${CONTROLLER:?}/${CONTROLLER_KIND:?}" '^(argo-cd/Application|flux/Kustomization|flux/HelmRelease)$' 'Use argo-cd with Application, or flux with Kustomization or HelmRelease.'
  require_form REVISION "${REVISION:?}" '^[0-9a-f]{40}([0-9a-f]{24})?$' 'Give a whole commit.'
  require_form WAIT_TIMEOUT "${WAIT_TIMEOUT:-600}" '^[1-9][0-9]*$' 'Use seconds.'
  require_form INTERVAL "${INTERVAL:-5}" '^[0-9]+([.][0-9]+)?$' 'Use seconds.'
  require_form REPOSITORY_URL "${REPOSITORY_URL:?}" '^(https://[^/@[:space:]]+/|ssh://|file:///)[^[:space:]]+$' 'Give an address such as https://github.com/acme/deployments.git, without user and token.'
}

# Names of the objects as the cluster has them, whatever else is called an application there.
resource_of() {
  case "$1" in
    Application) printf 'applications.argoproj.io' ;;
    Kustomization) printf 'kustomizations.kustomize.toolkit.fluxcd.io' ;;
    HelmRelease) printf 'helmreleases.helm.toolkit.fluxcd.io' ;;
    GitRepository) printf 'gitrepositories.source.toolkit.fluxcd.io' ;;
    *) return 1 ;;
  esac
}

annotate() {
  local -r kind="$1" name="$2" namespace="$3" annotation="$4"
  local resource
  resource="$(resource_of "${kind}")"
  if ! kubectl annotate "${resource}" "${name}" --namespace "${namespace}" --overwrite --request-timeout "${REQUEST_TIMEOUT:-20s}" "${annotation}" > /dev/null; then
    printf '%s %s was not asked to look at once; it does in its own time.\n' "${kind}" "${name}" >&2
  fi
}

# Both look by themselves, after minutes. What they fetch comes first, then what they apply.
ask_to_look() {
  local -r object="$1"
  local source now
  if [[ "${CONTROLLER:?}" == 'argo-cd' ]]; then
    annotate Application "${CONTROLLER_NAME:?}" "${CONTROLLER_NAMESPACE:?}" 'argocd.argoproj.io/refresh=normal'
    return 0
  fi
  now="$(date --iso-8601=ns)"
  source="$(jq --raw-output '(.spec.sourceRef // .spec.chart.spec.sourceRef) | select(.kind == "GitRepository") | "\(.name) \(.namespace // "")"' <<< "${object}")"
  if [[ -n "${source}" ]]; then
    local -r namespace="${source#* }"
    annotate GitRepository "${source%% *}" "${namespace:-${CONTROLLER_NAMESPACE:?}}" "reconcile.fluxcd.io/requestedAt=${now}"
  fi
  annotate "${CONTROLLER_KIND:?}" "${CONTROLLER_NAME:?}" "${CONTROLLER_NAMESPACE:?}" "reconcile.fluxcd.io/requestedAt=${now}"
}

# What an object says, in the same words for all kinds: "applied commit|whether it is ready|failed commit|reason". Old
# news do not count: an operation or a condition of a commit before says nothing of this one.
state_of() {
  jq --raw-output --arg kind "${CONTROLLER_KIND:?}" '
    def commit: (. // "") | tostring | (capture("(^|[@:/+.])(?<commit>[0-9a-f]{7,64})$") | .commit) // "";
    if $kind == "Application" then
      .status.sync.status as $sync | .status.health.status as $health | (.status.operationState // {}) as $operation
      | ((.status.sync | .revision // .revisions[0]?) | commit) as $seen
      | [
          (if $sync == "Synced" and ($operation.phase | IN("Running", "Terminating") | not) then $seen else "" end),
          ($health == "Healthy"),
          (if $sync == "Synced" and $health == "Degraded" then $seen
            elif $operation.phase | IN("Failed", "Error") then ($operation.syncResult | .revision // .revisions[0]?) // $operation.operation.sync.revision | commit
            else "" end),
          ([
            "\($sync // "not compared"), \($health // "health unknown")", .status.health.message, $operation.message,
            (.status.resources[]? | select(.health.status == "Degraded") | "\(.kind) \(.name): \(.health.message // "degraded")"),
            (.status.conditions[]? | "\(.type): \(.message)")
          ] | map(select(. != null and . != "")) | join("; "))
        ]
    else
      ([.status.conditions[]? | select(.type == "Ready")][0] // {}) as $ready
      | (($ready.observedGeneration // .metadata.generation) == .metadata.generation) as $current
      | [
          (if $kind == "Kustomization" then .status.lastAppliedRevision else .status.lastAttemptedRevision end | commit),
          ($current and $ready.status == "True"),
          (if $current and $ready.status == "False" and ($ready.reason | IN("DependencyNotReady", "ArtifactFailed", "SourceNotReady", "Progressing") | not) then .status.lastAttemptedRevision | commit else "" end),
          "\($ready.reason // "no condition"): \($ready.message // "nothing was said yet")"
        ]
    end | map(tostring | gsub("\\s+"; " ")) | join("|")'
}

# Prints yes for the commit itself or one after it with the same folder, other for one after it with another folder, and
# no for one before it. What two commits are to each other does not change, so it is found out once.
has_reached() {
  local -r seen="$1" known="${work}/known-$1"
  if [[ -z "${seen}" ]]; then
    printf 'no'
  elif [[ "${REVISION:?}" == "${seen}"* ]]; then
    printf 'yes'
  elif [[ -f "${known}" ]]; then
    cat "${known}"
  elif ! "${remote[@]}" fetch --quiet --filter=tree:0 --no-tags origin "refs/heads/${BRANCH:-main}" >&2; then
    printf 'no'
  elif ! git -C "${work}/state" merge-base --is-ancestor "${REVISION}" "${seen}" 2> /dev/null; then
    printf 'no' | tee "${known}"
  elif "${remote[@]}" diff --quiet "${REVISION}" "${seen}" -- "${FOLDER:?}"; then
    printf 'yes' | tee "${known}"
  else
    printf 'other' | tee "${known}"
  fi
}

# Looks once. What it prints begins with done, failed, other or waiting.
look() {
  local state applied ready failed reason reached
  state="$(state_of <<< "$1")"
  IFS='|' read -r applied ready failed reason <<< "${state}"
  reached="$(has_reached "${failed}")"
  if [[ "${reached}" == 'yes' ]]; then
    printf 'failed: %s' "${reason}"
    return 0
  fi
  reached="$(has_reached "${applied}")"
  if [[ "${reached}" == 'other' ]]; then
    printf 'other: %s' "${applied}"
  elif [[ "${reached}" == 'yes' && "${ready}" == 'true' ]]; then
    printf 'done: %s' "${applied}"
  else
    printf 'waiting: at %s; %s' "${applied:-no commit}" "${reason}"
  fi
}

# Prints the object, or nothing where the cluster does not answer: that is no success, and no end either.
read_object() {
  local resource
  resource="$(resource_of "${CONTROLLER_KIND:?}")"
  if ! kubectl get "${resource}" "${CONTROLLER_NAME:?}" --namespace "${CONTROLLER_NAMESPACE:?}" --request-timeout "${REQUEST_TIMEOUT:-20s}" --output json; then
    printf '%s %s was not read; trying again.\n' "${CONTROLLER_KIND}" "${CONTROLLER_NAME}" >&2
  fi
}

# Acts on what was seen. A failure counts when it is seen twice in a row: health can be that of a moment ago.
judge() {
  local -r seen="$1" before="$2" what="${CONTROLLER_KIND:?} ${CONTROLLER_NAME:?}"
  if [[ "${seen}" != "${before}" ]]; then
    printf '%s\n' "${what} ${seen}" >&2
  elif [[ "${seen}" == failed:* ]]; then
    fail 3 'Not healthy' "${what} failed at ${REVISION:?} of ${FOLDER:?}: ${seen#failed: }"
  fi
  if [[ "${seen}" == other:* ]]; then
    fail 3 'Another state' "${what} is at ${seen#other: }, where ${FOLDER:?} differs from ${REVISION:?}: somebody changed it meanwhile."
  fi
}

main() {
  require_tools cat date git jq kubectl mktemp tee
  require_parameters CONTROLLER CONTROLLER_KIND CONTROLLER_NAME CONTROLLER_NAMESPACE REVISION REPOSITORY_URL FOLDER GIT_TOKEN
  check_parameters
  prepare_git
  local object seen='' before='' refresh="${REFRESH:-true}"
  SECONDS=0
  while true; do
    object="$(read_object)"
    if [[ -n "${object}" && "${refresh}" == 'true' ]]; then
      ask_to_look "${object}"
      refresh=false
    fi
    if [[ -n "${object}" ]]; then
      before="${seen}"
      seen="$(look "${object}")"
      judge "${seen}" "${before}"
    fi
    if [[ "${seen}" == done:* ]]; then
      break
    elif (( SECONDS >= ${WAIT_TIMEOUT:-600} )); then
      fail 4 'Not in time' "${CONTROLLER_KIND:?} ${CONTROLLER_NAME:?} did not reach ${REVISION:?} within ${WAIT_TIMEOUT:-600} s. Last seen: ${seen:-no answer of the cluster}. Does it follow ${FOLDER:?} on ${BRANCH:-main} of ${REPOSITORY_URL:?}, and by itself?"
    fi
    sleep "${INTERVAL:-5}"
  done
  set_output revision "${seen#done: }"
  add_summary "- ${CONTROLLER_KIND:?} \`${CONTROLLER_NAME:?}\` is healthy at \`${REVISION:0:12}\`"
}

main "$@"
