#!/usr/bin/env bash
# @summary Puts a file of feature flags into the cluster as a ConfigMap named after its content, before a deployment uses it.
# @param FILE File with the flags.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release; made if it is missing.
# @param ENVIRONMENT Name of the environment.
# @param KEEP How many ConfigMaps that no pod uses are kept for rollbacks, those last applied. (default: 50)
# @output config-map Name of the ConfigMap.
# @needs jq kubectl sha256sum
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

# Pods name the ConfigMap they use. New flags are a new object, so pods restart, and a rollback finds the old one.
config_map() {
  local -r name="$1" key="$2"
  # From standard input, because kubectl takes an option with a comma in it for two.
  kubectl create configmap "${name}" --namespace "${NAMESPACE:?}" --from-file="${key}=/dev/stdin" --dry-run=client --output json < "${FILE:?}" \
    | jq --arg release "${RELEASE:?}" --arg environment "${ENVIRONMENT:?}" '
      .immutable = true
      | .metadata.labels = {
          "app.kubernetes.io/instance": $release,
          "app.kubernetes.io/component": "feature-flags",
          "environment": $environment
        }
      | .metadata.annotations = {"last-applied-at": (now | todate)}'
}

# What the pods read as flags.<ending of the file>.
key_of() {
  local -r base="${1##*/}"
  if [[ "${base}" == ?*.?* ]]; then
    printf 'flags.%s' "${base##*.}"
  else
    printf 'flags'
  fi
}

make_namespace() {
  local found
  found="$(kubectl get namespace "${NAMESPACE:?}" --ignore-not-found --output name)"
  if [[ -z "${found}" ]]; then
    kubectl create namespace "${NAMESPACE}" >&2
  fi
}

# Only what no revision can still name is removed: more are kept than a release has versions, and whatever a pod uses.
prune() {
  local -r current="$1" keep="${KEEP:-50}"
  local all pods old name
  pods="$(kubectl get pods --namespace "${NAMESPACE:?}" --selector "app.kubernetes.io/instance=${RELEASE:?}" --output json)"
  all="$(kubectl get configmaps --namespace "${NAMESPACE}" \
    --selector "app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=feature-flags" --output json)"
  old="$(jq --raw-output --slurp --arg current "${current}" --argjson keep "${keep}" '
    [$current, (.[0].items[].spec.volumes[]?.configMap.name // empty)] as $used
    | .[1].items | map(select(.metadata.name | IN($used[]) | not))
    | sort_by(.metadata.annotations["last-applied-at"] // .metadata.creationTimestamp) | reverse | .[$keep:][].metadata.name' <<< "${pods}${all}")"
  while read -r name; do
    if [[ -n "${name}" ]]; then
      kubectl delete configmap "${name}" --namespace "${NAMESPACE}" --ignore-not-found >&2
    fi
  done <<< "${old}"
}

main() {
  require_tools jq kubectl sha256sum
  require_parameters FILE RELEASE NAMESPACE ENVIRONMENT
  local key sum name manifest
  if [[ ! -f "${FILE:?}" ]]; then
    fail 64 'No feature flags' "FILE ${FILE} is no file. Write the flags of ${ENVIRONMENT:?} there; an empty file has none."
  elif [[ ! "${KEEP:-50}" =~ ^(0|[1-9][0-9]{0,5})$ ]]; then
    fail 64 'Not a number' "KEEP is ${KEEP}. Use a whole number."
  fi
  make_namespace
  key="$(key_of "${FILE}")"
  # The key is part of the content: an object that cannot be changed cannot get another one.
  sum="$({ printf '%s\n' "${key}" && cat < "${FILE}"; } | sha256sum)"
  name="${RELEASE:?}-features-${sum:0:12}"
  manifest="$(config_map "${name}" "${key}")"
  kubectl apply --filename - <<< "${manifest}" >&2
  prune "${name}"
  set_output config-map "${name}"
  add_summary "- Feature flags: \`${name}\` from \`${FILE}\`"
}

main "$@"
