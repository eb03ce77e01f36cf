#!/usr/bin/env bash
# @summary Brings a Helm release one step further: the new version gets a share of the traffic, or takes over for good.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release; made if it is missing.
# @param CHART Folder of the chart.
# @param VALUES Files with values, separated by spaces; later ones win. (default: )
# @param ENVIRONMENT Name of the environment.
# @param IMAGE Image without tag and digest, such as ghcr.io/owner/name.
# @param VERSION Tag of the image.
# @param DIGEST Digest of the image, sha256:…; without one the tag alone decides. (default: )
# @param STRATEGY rolling, canary, blue-green, argo or flagger. (default: canary)
# @param PHASE rolling while two versions run, promote to end the rollout. (default: rolling)
# @param PERCENTAGE Share of the traffic for the new version. (default: 100)
# @param STEPS Shares of the traffic that Argo Rollouts holds, separated by spaces. (default: )
# @param ANALYSIS What Flagger looks at, as the JSON of a canary's analysis; null takes that of VALUES. (default: null)
# @param PROVIDER What routes the traffic for Flagger; empty takes that of VALUES, or of Flagger. (default: )
# @param CONFIG_MAP ConfigMap with the feature flags of the new version. (default: )
# @param PREVIOUS Revision that ran before the rollout; empty at a first installation. (default: )
# @param READY_TIMEOUT How long pods may take to be ready, as Helm writes it. (default: 10m)
# @param HISTORY How many revisions of the release are kept. (default: 100)
# @output revision Revision that runs now.
# @needs helm jq kubectl
# @exit 3 The release did not become ready; what its pods say is in the log.
# @exit 5 Helm did not answer, so nothing is known of the release.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

value_files=()

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

check_parameters() {
  local file
  if [[ ! "${PERCENTAGE:-100}" =~ ^(100|[1-9]?[0-9])$ ]]; then
    fail 64 'Not a percentage' "PERCENTAGE is ${PERCENTAGE}. Use a whole number from 0 to 100."
  elif [[ ! "${STRATEGY:-canary}" =~ ^(rolling|canary|blue-green|argo|flagger)$ ]]; then
    fail 64 'No such strategy' "STRATEGY is ${STRATEGY}. Use rolling, canary, blue-green, argo or flagger."
  elif [[ ! "${PHASE:-rolling}" =~ ^(rolling|promote)$ ]]; then
    fail 64 'No such phase' "PHASE is ${PHASE}. Use rolling or promote."
  elif [[ -n "${PREVIOUS:-}" && ! "${PREVIOUS}" =~ ^[1-9][0-9]*$ ]]; then
    fail 64 'Not a revision' "PREVIOUS is ${PREVIOUS}. Use the number of a revision, or leave it empty at a first installation."
  elif [[ ! -f "${CHART:?}/Chart.yaml" ]]; then
    fail 64 'No chart' "CHART ${CHART} has no Chart.yaml. Name the folder of the chart."
  elif [[ ! "${HISTORY:-100}" =~ ^[1-9][0-9]{0,5}$ ]]; then
    fail 64 'Not a number' "HISTORY is ${HISTORY}. Use a whole number from 1."
  elif [[ ! "${READY_TIMEOUT:-10m}" =~ ^([1-9][0-9]*[smh])+$ ]]; then
    fail 64 'Not a duration' "READY_TIMEOUT is ${READY_TIMEOUT}. Write it as Helm does, such as 10m or 1m30s."
  elif [[ ! "${RELEASE:?}" =~ ^[a-z0-9]([a-z0-9.-]{0,51}[a-z0-9])?$ ]]; then
    fail 64 'Not a release' "RELEASE is ${RELEASE}. Use lower-case letters, digits and hyphens, 53 at most."
  fi
  for file in "${value_files[@]}"; do
    if [[ ! -f "${file}" ]]; then
      fail 64 'No values' "${file} of VALUES is no file. Correct the path."
    fi
  done
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

# Who brings versions into service: a controller of the cluster, or Helm alone.
controller_of() {
  if [[ "$1" =~ ^(argo|flagger)$ ]]; then
    printf '%s' "$1"
  fi
}

check_controller() {
  if [[ "${STRATEGY:-canary}" == 'argo' && ! "${STEPS:-}" =~ ^[0-9]+(\ [0-9]+)*$ ]]; then
    fail 64 'No steps' "STEPS is ${STEPS:-}. Give the shares that Argo Rollouts holds, such as \"10 50 100\"."
  elif ! jq --exit-status 'type | IN("object", "null")' <<< "${ANALYSIS:-null}" > /dev/null 2>&1; then
    fail 64 'No analysis' "ANALYSIS is ${ANALYSIS}. Give the JSON of a canary's analysis, or leave it out."
  fi
}

# From one to the other all pods would stop before the first new ones run, because their objects are of different kinds.
refuse_change() {
  local values before strategy after
  if [[ -z "${PREVIOUS:-}" ]]; then
    return 0
  fi
  values="$(ask_helm 'type == "object"' get values "${RELEASE:?}" --revision "${PREVIOUS}" --all)"
  strategy="$(jq --raw-output '.rollout.strategy? // ""' <<< "${values}")"
  before="$(controller_of "${strategy}")"
  after="$(controller_of "${STRATEGY:-canary}")"
  if [[ "${before}" != "${after}" ]]; then
    fail 64 'Another controller' "${RELEASE} runs by ${before:-Helm alone} and cannot change to ${after:-Helm alone} without an interruption. Deploy it as another release, lead the traffic there and uninstall ${RELEASE}."
  fi
}

# The version before as the chart wants it: image and feature flags of the revision that ran. A release that something else
# deployed may keep other things under these names; nothing can run beside the new version then.
version_before() {
  local values
  if [[ -z "${PREVIOUS:-}" ]]; then
    printf '{}'
    return 0
  fi
  values="$(ask_helm 'type == "object"' get values "${RELEASE:?}" --revision "${PREVIOUS}" --all)"
  jq --compact-output '((.image | objects) // {}) + {configMap: (.featureFlags.configMap? // null)}
    | {repository, tag, digest, configMap} | with_entries(select(.value != null) | .value |= tostring)
    | if (.repository // "") == "" then {} else . end' <<< "${values}"
}

# Values are written as JSON, so that no comma, dot or number in them is taken for Helm's own syntax.
write_values() {
  local -r file="$1" phase="$2" before="$3"
  jq --null-input \
    --arg image "${IMAGE:?}" --arg tag "${VERSION:?}" --arg digest "${DIGEST:-}" --arg environment "${ENVIRONMENT:?}" \
    --arg strategy "${STRATEGY:-canary}" --arg phase "${phase}" --argjson percentage "${PERCENTAGE:-100}" \
    --argjson before "${before}" --arg flags "${CONFIG_MAP:-}" --arg previous "${PREVIOUS:-}" \
    --arg steps "${STEPS:-}" --argjson analysis "${ANALYSIS:-null}" --arg provider "${PROVIDER:-}" '{
      image: {repository: $image, tag: $tag, digest: $digest},
      environment: $environment,
      featureFlags: {configMap: $flags},
      rollout: {strategy: $strategy, phase: $phase, percentage: $percentage, stable: $before, previous: $previous}
    } | if $strategy == "argo" then .rollout.steps = ($steps | split(" ") | map(tonumber)) else . end
      | if $strategy == "flagger" and $analysis != null then .rollout.analysis = $analysis else . end
      | if $strategy == "flagger" and $provider != "" then .rollout.provider = $provider else . end' > "${file}"
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

upgrade() {
  local -r folder="$1" phase="$2" before="$3"
  local file controller
  local -a chosen=() waiting=()
  for file in "${value_files[@]}"; do
    chosen+=(--values "${file}")
  done
  controller="$(controller_of "${STRATEGY:-canary}")"
  if [[ -z "${controller}" ]]; then
    # Helm knows no end of what a controller does: version 4 would wait for ever.
    waiting=(--wait)
  fi
  write_values "${folder}/values.json" "${phase}" "${before}"
  if ! helm upgrade "${RELEASE:?}" "${CHART:?}" --install --namespace "${NAMESPACE:?}" --create-namespace \
    "${chosen[@]}" --values "${folder}/values.json" "${waiting[@]}" --timeout "${READY_TIMEOUT:-10m}" \
    --history-max "${HISTORY:-100}" --description "${VERSION:?}: ${phase}, ${PERCENTAGE:-100} %" >&2; then
    show_pods
    fail 3 'Not ready' "${VERSION} (${phase}, ${PERCENTAGE:-100} %) did not become ready within ${READY_TIMEOUT:-10m}, or Helm could not bring it there: its message is above, and what the pods say."
  fi
}

# How the pods really share the traffic: a percentage of few pods is a coarse thing.
tell_share() {
  local pods share
  if ! pods="$(kubectl get pods --namespace "${NAMESPACE:?}" --selector "app.kubernetes.io/instance=${RELEASE:?}" --output json)"; then
    return 0
  fi
  share="$(jq --raw-output --arg image "${IMAGE:?}:${VERSION:?}" '[.items[] | select(any(.status.conditions[]?; .type == "Ready" and .status == "True"))]
    | (map(select(any(.spec.containers[].image; . == $image or startswith($image + "@")))) | length) as $new
    | "\($new) of \(length) ready pods run the new version"' <<< "${pods}")"
  printf '%s\n' "${share}" >&2
  add_summary "- ${PERCENTAGE:-100} %: ${share}"
}

main() {
  require_tools helm jq kubectl
  require_parameters RELEASE NAMESPACE CHART ENVIRONMENT IMAGE VERSION
  # Up to the end of the text: a line break separates as a space does.
  read -r -d '' -a value_files <<< "${VALUES:-}" || true
  check_parameters
  check_controller
  local folder before history revision
  folder="$(make_work_folder)"
  refuse_change
  before="$(version_before)"
  if [[ "${PHASE:-rolling}" == 'promote' ]]; then
    # The new version takes the place of the old one while the candidate still serves; then the candidate goes.
    if [[ "${STRATEGY:-canary}" =~ ^(canary|blue-green)$ && "${before}" != '{}' ]]; then
      upgrade "${folder}" promoting "${before}"
    fi
    upgrade "${folder}" stable '{}'
    add_summary "- ${VERSION:?} runs alone in ${ENVIRONMENT:?}"
  else
    upgrade "${folder}" rolling "${before}"
    tell_share
  fi
  history="$(ask_helm 'type == "array" and length > 0' history "${RELEASE:?}" --max 1)"
  revision="$(jq --raw-output '.[0].revision' <<< "${history}")"
  set_output revision "${revision}"
}

main "$@"
