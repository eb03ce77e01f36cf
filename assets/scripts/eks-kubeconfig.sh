#!/usr/bin/env bash
# @summary Writes a kubeconfig for a cluster of Amazon EKS and sets KUBECONFIG for the later steps.
# @param CLUSTER Name of the cluster.
# @param REGION Region of the cluster.
# @output kubeconfig Path of the kubeconfig.
# @needs aws mktemp
# @exit 3 AWS did not describe the cluster.
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

# Sets a variable for the later steps of the job; elsewhere it is printed, for eval.
export_variable() {
  local -r name="$1" value="$2"
  if [[ "${value}" == *[$'\n\r']* ]]; then
    fail 1 'Bad value' "The value of ${name} has a line break in it."
  elif [[ -n "${GITHUB_ENV:-}" ]]; then
    printf '%s=%s\n' "${name}" "${value}" >> "${GITHUB_ENV}"
  else
    printf 'export %s=%q\n' "${name}" "${value}"
  fi
}

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

main() {
  require_tools aws mktemp
  require_parameters CLUSTER REGION
  local folder
  folder="$(make_work_folder)"
  umask 077
  if ! aws eks update-kubeconfig --name "${CLUSTER:?}" --region "${REGION:?}" --alias "${CLUSTER}" --kubeconfig "${folder}/kubeconfig" >&2; then
    fail 3 'No cluster' "AWS did not describe the cluster ${CLUSTER} in ${REGION}; its message is above. Check name and region, and that the role may eks:DescribeCluster on it."
  fi
  set_output kubeconfig "${folder}/kubeconfig"
  export_variable KUBECONFIG "${folder}/kubeconfig"
}

main "$@"
