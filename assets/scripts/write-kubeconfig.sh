#!/usr/bin/env bash
# @summary Writes a kubeconfig from a secret, readable by this user alone, and sets KUBECONFIG for the later steps.
# @param CONTEXT Context of it that is used. (default: )
# @secret KUBECONFIG_TEXT The kubeconfig as it is in the file.
# @output kubeconfig Path of the kubeconfig.
# @output context Context that is used.
# @needs jq kubectl mktemp
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

# Tells what a reader of the run should know; the run goes on.
give_warning() {
  local -r title="$1"
  local message="$2"
  if [[ "${GITHUB_ACTIONS:-}" == 'true' ]]; then
    message="${message//'%'/%25}"
    message="${message//$'\n'/%0A}"
    message="${message//$'\r'/%0D}"
    printf '::warning title=%s::%s\n' "${title}" "${message}" >&2
  else
    printf '%s: %s\n' "${title}" "${message}" >&2
  fi
}

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

# Prints the kubeconfig as JSON, its secrets left out.
read_kubeconfig() {
  local -r kubeconfig="$1"
  if ! kubectl config view --kubeconfig "${kubeconfig}" --output json; then
    fail 64 'Bad kubeconfig' 'KUBECONFIG_TEXT is no kubeconfig; the message of kubectl is above. Store the file as it is: not base64, no quotes around it.'
  fi
}

# Prints the context to use.
choose_context() {
  local -r known="$1"
  local context names
  context="${CONTEXT:-}"
  if [[ -z "${context}" ]]; then
    context="$(jq --raw-output '."current-context" // ""' <<< "${known}")"
  fi
  names="$(jq --raw-output '[.contexts[]?.name] | join(", ")' <<< "${known}")"
  if [[ -z "${context}" ]]; then
    fail 64 'No context' "The kubeconfig has no current context. Set CONTEXT to one of: ${names:-none}."
  elif ! jq --exit-status --arg context "${context}" 'any(.contexts[]?; .name == $context)' <<< "${known}" > /dev/null; then
    fail 64 'No context' "The kubeconfig has no context ${context}. Its contexts are: ${names:-none}."
  fi
  printf '%s' "${context}"
}

main() {
  require_tools jq kubectl mktemp
  require_parameters KUBECONFIG_TEXT
  local folder known context
  folder="$(make_work_folder)"
  umask 077
  local -r kubeconfig="${folder}/kubeconfig"
  printf '%s\n' "${KUBECONFIG_TEXT:?}" > "${kubeconfig}"
  known="$(read_kubeconfig "${kubeconfig}")"
  context="$(choose_context "${known}")"
  if jq --exit-status 'any(.clusters[]?; .cluster."insecure-skip-tls-verify")' <<< "${known}" > /dev/null; then
    give_warning 'Unverified cluster' 'The kubeconfig says insecure-skip-tls-verify: whoever stands between can read and change everything. Put certificate-authority-data in its place.'
  fi
  kubectl config use-context "${context}" --kubeconfig "${kubeconfig}" >&2
  set_output kubeconfig "${kubeconfig}"
  set_output context "${context}"
  export_variable KUBECONFIG "${kubeconfig}"
}

main "$@"
