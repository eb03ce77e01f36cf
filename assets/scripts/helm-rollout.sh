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
# @param STRATEGY rolling, canary or blue-green. (default: canary)
# @param PHASE rolling while two versions run, promote to end the rollout. (default: rolling)
# @param PERCENTAGE Share of the traffic for the new version. (default: 100)
# @param CONFIG_MAP ConfigMap with the feature flags of the new version. (default: )
# @param PREVIOUS Revision that ran before the rollout; empty at a first installation. (default: )
# @param READY_TIMEOUT How long pods may take to be ready, as Helm writes it. (default: 10m)
# @param HISTORY How many revisions of the release are kept. (default: 100)
# @output revision Revision that runs now.
# @needs helm jq kubectl
# @exit 3 The release did not become ready; what its pods say is in the log.
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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

check_parameters() {
  if [[ ! "${PERCENTAGE:-100}" =~ ^(100|[1-9]?[0-9])$ ]]; then
    fail 64 'Not a percentage' "PERCENTAGE is ${PERCENTAGE:-}. Use a whole number from 0 to 100."
  elif [[ ! "${STRATEGY:-canary}" =~ ^(rolling|canary|blue-green)$ ]]; then
    fail 64 'No such strategy' "STRATEGY is ${STRATEGY:-}. Use rolling, canary or blue-green."
  elif [[ ! "${PHASE:-rolling}" =~ ^(rolling|promote)$ ]]; then
    fail 64 'No such phase' "PHASE is ${PHASE:-}. Use rolling or promote."
  elif [[ -n "${PREVIOUS:-}" && ! "${PREVIOUS}" =~ ^[1-9][0-9]*$ ]]; then
    fail 64 'Not a revision' "PREVIOUS is ${PREVIOUS}. Use the number of a revision, or leave it empty at a first installation."
  elif [[ ! -f "${CHART:?}/Chart.yaml" ]]; then
    fail 64 'No chart' "CHART ${CHART} has no Chart.yaml. Name the folder of the chart."
  fi
}

# The version before as the chart wants it: image and feature flags of the revision that ran.
version_before() {
  local values
  if [[ -z "${PREVIOUS:-}" ]]; then
    printf '{}'
    return 0
  fi
  if ! values="$(helm get values "${RELEASE:?}" --namespace "${NAMESPACE:?}" --revision "${PREVIOUS}" --all --output json)"; then
    fail 64 'No such revision' "Helm has no values of revision ${PREVIOUS} of ${RELEASE}. See: helm history ${RELEASE} --namespace ${NAMESPACE}"
  fi
  jq --compact-output '(.image // {}) as $image
    | {repository: $image.repository, tag: $image.tag, digest: $image.digest, configMap: .featureFlags.configMap}
    | with_entries(select(.value != null))' <<< "${values}"
}

# Values are written as JSON, so that no comma, dot or number in them is taken for Helm's own syntax.
write_values() {
  local -r file="$1" phase="$2" before="$3"
  jq --null-input \
    --arg image "${IMAGE:?}" --arg tag "${VERSION:?}" --arg digest "${DIGEST:-}" --arg environment "${ENVIRONMENT:?}" \
    --arg strategy "${STRATEGY:-canary}" --arg phase "${phase}" --argjson percentage "${PERCENTAGE:-100}" \
    --argjson before "${before}" --arg flags "${CONFIG_MAP:-}" --arg previous "${PREVIOUS:-}" '{
      image: {repository: $image, tag: $tag, digest: $digest},
      environment: $environment,
      featureFlags: {configMap: $flags},
      rollout: {strategy: $strategy, phase: $phase, percentage: $percentage, stable: $before, previous: $previous}
    }' > "${file}"
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
  local file
  local -a files=() chosen=()
  read -r -a files <<< "${VALUES:-}"
  for file in "${files[@]}"; do
    chosen+=(--values "${file}")
  done
  write_values "${folder}/values.json" "${phase}" "${before}"
  if ! helm upgrade "${RELEASE:?}" "${CHART:?}" --install --namespace "${NAMESPACE:?}" --create-namespace \
    "${chosen[@]}" --values "${folder}/values.json" --wait --timeout "${READY_TIMEOUT:-10m}" \
    --history-max "${HISTORY:-100}" --description "${VERSION:?}: ${phase}, ${PERCENTAGE:-100} %" >&2; then
    show_pods
    fail 3 'Not ready' "${VERSION} (${phase}, ${PERCENTAGE:-100} %) did not become ready within ${READY_TIMEOUT:-10m}. What its pods say is above."
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
  printf '%s\n' "${share}"
  add_summary "- ${PERCENTAGE:-100} %: ${share}"
}

main() {
  require_tools helm jq kubectl
  require_parameters RELEASE NAMESPACE CHART ENVIRONMENT IMAGE VERSION
  check_parameters
  local folder before revision
  folder="$(make_work_folder)"
  before="$(version_before)"
  if [[ "${PHASE:-rolling}" == 'promote' ]]; then
    # The new version takes the place of the old one while the candidate still serves; then the candidate goes.
    if [[ "${STRATEGY:-canary}" != 'rolling' && "${before}" != '{}' ]]; then
      upgrade "${folder}" promoting "${before}"
    fi
    upgrade "${folder}" stable '{}'
    add_summary "- ${VERSION:?} runs alone in ${ENVIRONMENT:?}"
  else
    upgrade "${folder}" rolling "${before}"
    tell_share
  fi
  revision="$(helm history "${RELEASE:?}" --namespace "${NAMESPACE:?}" --max 1 --output json | jq --raw-output '.[0].revision')"
  set_output revision "${revision}"
}

main "$@"
