#!/usr/bin/env bash
# @summary Runs a smoke test in the cluster as a Job of its own and shows what it printed; the Job goes away afterwards.
# @param RELEASE Name of the release.
# @param NAMESPACE Namespace of the release.
# @param ENVIRONMENT Name of the environment.
# @param IMAGE Image with the test, with tag or digest.
# @param COMMAND Command of the test, as a JSON list of words; an empty list takes the image's own. (default: [])
# @param NAME Name of the Job; a random ending is added. (default: smoke-test)
# @param TIMEOUT Seconds that the test may take. (default: 300)
# @param VERSION Version that is tested. (default: )
# @param URL Address the test shall use; empty takes the candidate's service where there is one, else the release's. (default: )
# @needs date jq kubectl
# @exit 3 The test failed, or did not end in time; what it printed is in the log.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

job_name=''

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

add_summary() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf '%s\n' "$1" >> "${GITHUB_STEP_SUMMARY}"
  fi
}

check_parameters() {
  if ! jq --null-input --exit-status --argjson command "${COMMAND:-[]}" '$command | type == "array" and all(.[]; type == "string")' > /dev/null 2>&1; then
    fail 64 'Not a command' "COMMAND is ${COMMAND}. Use a JSON list of words, such as [\"/tests/smoke.sh\"]."
  elif [[ ! "${TIMEOUT:-300}" =~ ^[1-9][0-9]{0,5}$ ]]; then
    fail 64 'Not a number' "TIMEOUT is ${TIMEOUT}. Use seconds."
  elif [[ ! "${NAME:-smoke-test}" =~ ^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$ ]]; then
    fail 64 'Not a name' "NAME is ${NAME}. Use lower-case letters, digits and hyphens."
  fi
}

# The new version alone where it runs beside the old one, else whatever the release serves.
find_url() {
  local service found port
  for service in "${RELEASE:?}-candidate" "${RELEASE}"; do
    found="$(kubectl get service "${service}" --namespace "${NAMESPACE:?}" --ignore-not-found --output json)"
    if [[ -n "${found}" ]]; then
      port="$(jq --raw-output '.spec.ports[0].port' <<< "${found}")"
      printf 'http://%s.%s:%s' "${service}" "${NAMESPACE}" "${port}"
      return 0
    fi
  done
}

manifest() {
  local -r name="$1" url="$2"
  jq --null-input --arg name "${name}" --arg namespace "${NAMESPACE:?}" --arg release "${RELEASE:?}" --arg image "${IMAGE:?}" \
    --argjson command "${COMMAND:-[]}" --argjson timeout "${TIMEOUT:-300}" --arg url "${url}" \
    --arg environment "${ENVIRONMENT:?}" --arg version "${VERSION:-}" '
    {"app.kubernetes.io/component": "smoke-test", "app.kubernetes.io/part-of": $release} as $labels
    | {
      apiVersion: "batch/v1", kind: "Job",
      metadata: {name: $name, namespace: $namespace, labels: $labels},
      spec: {
        backoffLimit: 0, activeDeadlineSeconds: $timeout, ttlSecondsAfterFinished: 3600,
        template: {
          metadata: {labels: $labels},
          spec: {
            restartPolicy: "Never", automountServiceAccountToken: false,
            securityContext: {runAsNonRoot: true, seccompProfile: {type: "RuntimeDefault"}},
            containers: [({
              name: "test", image: $image,
              env: [{name: "URL", value: $url}, {name: "ENVIRONMENT", value: $environment}, {name: "VERSION", value: $version}],
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: ["ALL"]}}
            } + if $command == [] then {} else {command: $command} end)]
          }
        }
      }
    }'
}

# Prints Complete or Failed as soon as either is so; a wait for one alone would sit out its time on the other.
await() {
  local -r name="$1"
  local -r limit=$((SECONDS + ${TIMEOUT:-300} + 30))
  local job state
  while (( SECONDS < limit )); do
    # A cluster that does not answer for a moment says nothing about the test.
    job="$(kubectl get job "${name}" --namespace "${NAMESPACE:?}" --output json)" || job='{}'
    state="$(jq --raw-output 'first(.status.conditions[]? | select((.type == "Complete" or .type == "Failed") and .status == "True") | .type) // ""' <<< "${job}")"
    if [[ -n "${state}" ]]; then
      printf '%s' "${state}"
      return 0
    fi
    sleep 1
  done
  printf 'no end'
}

show() {
  local -r name="$1"
  kubectl get pods --namespace "${NAMESPACE:?}" --selector "job-name=${name}" --output wide >&2 || true
  kubectl logs --namespace "${NAMESPACE}" --selector "job-name=${name}" --tail -1 >&2 || true
  kubectl get events --namespace "${NAMESPACE}" --field-selector type!=Normal --sort-by .lastTimestamp >&2 || true
}

# The log has been shown; what is left of the test is of no use to anybody.
remove_job() {
  if [[ -n "${job_name}" ]]; then
    kubectl delete job "${job_name}" --namespace "${NAMESPACE:?}" --ignore-not-found --wait=false >&2 || true
  fi
}

main() {
  require_tools date jq kubectl
  require_parameters RELEASE NAMESPACE ENVIRONMENT IMAGE
  check_parameters
  local url job state
  job_name="${NAME:-smoke-test}-$(date +%s)-${RANDOM}"
  url="${URL:-}"
  if [[ -z "${url}" ]]; then
    url="$(find_url)"
  fi
  job="$(manifest "${job_name}" "${url}")"
  trap remove_job EXIT
  kubectl create --filename - <<< "${job}" >&2
  state="$(await "${job_name}")"
  show "${job_name}"
  add_summary "- Smoke test against ${url:-no address}: ${state}"
  if [[ "${state}" != 'Complete' ]]; then
    fail 3 'Smoke test failed' "The smoke test of ${RELEASE}${VERSION:+ ${VERSION}} in ${ENVIRONMENT:?} ended with: ${state}. What it printed is above."
  fi
}

main "$@"
