#!/usr/bin/env bash
# Proves the version that serves after a rollback: its pods run it, all are ready, none of another version is left, and
# the service answers from inside the cluster.
#
# ENVIRONMENT    the environment
# VERSION        version that must serve, as the tag of its image
# RELEASE        name of the Helm release (default: alys)
# NAMESPACE      namespace of the release (default: alys)
# READY_TIMEOUT  how long pods may take, as kubectl takes it (default: 5m)
#
# Ends with 1 where it does not serve, 64 where a variable is missing, 69 where a program is missing.
set -euo pipefail
shopt -s inherit_errexit

fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

check_parameters() {
  local name
  for name in kubectl jq; do
    if ! type -P "${name}" > /dev/null; then
      fail 69 "${name} is not on PATH. Install it."
    fi
  done
  for name in ENVIRONMENT VERSION; do
    if [[ -z "${!name:-}" ]]; then
      fail 64 "${name} is empty. Set the environment variable ${name}."
    fi
  done
}

# Prints each image of the release's pods that are not on their way out.
images() {
  local pods
  pods="$(kubectl get pods --namespace "${NAMESPACE}" --selector "app.kubernetes.io/instance=${RELEASE}" --output json)"
  jq --raw-output '[.items[] | select(.metadata.deletionTimestamp == null) | .spec.containers[].image] | unique[]' <<< "${pods}"
}

# A pod of the version that was taken out may need its time to go.
await_images() {
  local -r end=$((SECONDS + 120))
  local found
  while true; do
    found="$(images)"
    if [[ "${found}" =~ ^[^[:space:]]+:"${VERSION:?}"(@sha256:[0-9a-f]{64})?$ ]]; then
      printf '%s' "${found}"
      return 0
    elif (( SECONDS >= end )); then
      fail 1 "${RELEASE} in ${ENVIRONMENT:?} runs ${found:-nothing}, expected ${VERSION} alone."
    fi
    sleep 2
  done
}

main() {
  check_parameters
  local image
  RELEASE="${RELEASE:-alys}"
  NAMESPACE="${NAMESPACE:-alys}"
  kubectl rollout status "deployment/${RELEASE}" --namespace "${NAMESPACE}" --timeout "${READY_TIMEOUT:-5m}"
  image="$(await_images)"
  printf 'All pods of %s in %s run %s.\n' "${RELEASE}" "${ENVIRONMENT:?}" "${image}"
  # The version asks itself, next to the service, as the smoke test of its deployment did.
  RELEASE="${RELEASE}" NAMESPACE="${NAMESPACE}" IMAGE="${image}" NAME=verify-deployment \
    COMMAND='["alys", "probe", "--url", "$(URL)", "--environment", "$(ENVIRONMENT)"]' \
    bash "$(dirname "$0")/../scripts/ci/smoke-test.sh"
}

main "$@"
