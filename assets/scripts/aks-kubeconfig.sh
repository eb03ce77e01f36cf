#!/usr/bin/env bash
# @summary Writes a kubeconfig for a cluster of Azure Kubernetes Service and sets KUBECONFIG for the later steps.
# @param CLUSTER Name of the cluster.
# @param RESOURCE_GROUP Resource group of the cluster.
# @param SUBSCRIPTION_ID Subscription of the cluster.
# @param KUBELOGIN_VERSION Version of kubelogin, brought where the cluster wants it and PATH lacks it. (default: v0.2.22)
# @output kubeconfig Path of the kubeconfig.
# @needs az curl grep mktemp sha256sum uname unzip
# @exit 3 Azure gave no credentials for the cluster.
# @exit 4 kubelogin could not be brought.
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

# Puts kubelogin of that version into the folder, after its published checksum was compared.
download_kubelogin() {
  local -r folder="$1" version="$2"
  local processor
  processor="$(uname -m)"
  case "${processor}" in
    x86_64) processor='amd64' ;;
    aarch64 | arm64) processor='arm64' ;;
    *) fail 69 'Missing program' "kubelogin is not on PATH, and there is none to download for ${processor}." ;;
  esac
  local -r archive="kubelogin-linux-${processor}.zip"
  local -r address="https://github.com/Azure/kubelogin/releases/download/${version}/${archive}"
  local name
  for name in "${archive}" "${archive}.sha256"; do
    if ! curl --globoff --fail --silent --show-error --location --retry 3 --max-time 120 --output "${folder}/${name}" "${address}${name#"${archive}"}"; then
      fail 4 'No kubelogin' "${address} could not be downloaded; the message of curl is above. Check KUBELOGIN_VERSION."
    fi
  done
  if ! (cd "${folder}" && sha256sum --check --strict "${archive}.sha256" >&2); then
    fail 4 'Wrong checksum' "${address} is not what its checksum says. Do not use it."
  fi
  unzip -q -j "${folder}/${archive}" "bin/linux_${processor}/kubelogin" -d "${folder}"
}

# A cluster with Microsoft Entra ID names kubelogin in its kubeconfig; one without has credentials there.
use_kubelogin() {
  local -r folder="$1" kubeconfig="$2"
  local search="${PATH}"
  if ! type -P kubelogin > /dev/null; then
    download_kubelogin "${folder}" "${KUBELOGIN_VERSION:-v0.2.22}"
    search="${folder}:${PATH}"
    if [[ -n "${GITHUB_PATH:-}" ]]; then
      printf '%s\n' "${folder}" >> "${GITHUB_PATH}"
    fi
  fi
  PATH="${search}" kubelogin convert-kubeconfig --login azurecli --kubeconfig "${kubeconfig}" >&2
}

main() {
  require_tools az curl grep mktemp sha256sum uname unzip
  require_parameters CLUSTER RESOURCE_GROUP SUBSCRIPTION_ID
  if [[ ! "${KUBELOGIN_VERSION:-v0.2.22}" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    fail 64 'Bad version' "KUBELOGIN_VERSION is ${KUBELOGIN_VERSION:-v0.2.22}. Use v and three numbers."
  fi
  local folder
  folder="$(make_work_folder)"
  umask 077
  local -r kubeconfig="${folder}/kubeconfig"
  if ! az aks get-credentials --subscription "${SUBSCRIPTION_ID:?}" --resource-group "${RESOURCE_GROUP:?}" --name "${CLUSTER:?}" \
    --file "${kubeconfig}" --only-show-errors >&2; then
    fail 3 'No cluster' "Azure gave no credentials for the cluster ${CLUSTER} in ${RESOURCE_GROUP}; its message is above. Check both names, and that the identity has the role Azure Kubernetes Service Cluster User."
  fi
  if grep -q 'command: kubelogin' "${kubeconfig}"; then
    use_kubelogin "${folder}" "${kubeconfig}"
  fi
  set_output kubeconfig "${kubeconfig}"
  export_variable KUBECONFIG "${kubeconfig}"
}

main "$@"
