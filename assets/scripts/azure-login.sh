#!/usr/bin/env bash
# @summary Signs in to Azure with the identity of the job; no secret is stored anywhere.
# @param CLIENT_ID Client id of the application or managed identity that trusts the repository.
# @param TENANT_ID Tenant of that identity.
# @param SUBSCRIPTION_ID Subscription that later steps work in.
# @param ACTIONS_ID_TOKEN_REQUEST_URL Where GitHub gives out the identity token; set in jobs with id-token: write. (default: )
# @secret ACTIONS_ID_TOKEN_REQUEST_TOKEN What GitHub gives it out for; set in jobs with id-token: write. (optional)
# @needs az curl jq mktemp
# @exit 3 Azure refused the identity.
# @exit 4 GitHub gave out no identity token.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''

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

clean_up() {
  rm -rf "${work}"
}

# Writes the identity token to a file: in an argument every process of the machine could read it.
request_token() {
  local -r file="$1"
  local answer
  if ! answer="$(printf 'header = "Authorization: bearer %s"\n' "${ACTIONS_ID_TOKEN_REQUEST_TOKEN:?}" \
    | curl --config - --globoff --fail --silent --show-error --retry 3 --max-time 30 \
      "${ACTIONS_ID_TOKEN_REQUEST_URL:-}&audience=api%3A%2F%2FAzureADTokenExchange")"; then
    fail 4 'No identity token' "GitHub did not answer at ACTIONS_ID_TOKEN_REQUEST_URL; the message of curl is above. Run the job again."
  fi
  if ! jq --exit-status --join-output '.value | strings | select(. != "")' <<< "${answer:-null}" > "${file}"; then
    fail 4 'No identity token' 'GitHub answered without a token. Run the job again.'
  fi
}

sign_in() {
  local -r token="$1"
  if ! az login --service-principal --username "${CLIENT_ID:?}" --tenant "${TENANT_ID:?}" --federated-token "@${token}" --output none --only-show-errors >&2; then
    fail 3 'Sign-in refused' "Azure refused the identity of this job for client ${CLIENT_ID} in tenant ${TENANT_ID}; its message is above. Its federated credential must name this repository and the environment of the job."
  fi
  if ! az account set --subscription "${SUBSCRIPTION_ID:?}" --only-show-errors >&2; then
    fail 3 'No subscription' "Client ${CLIENT_ID} may not use the subscription ${SUBSCRIPTION_ID}. Give it a role there."
  fi
}

main() {
  require_tools az curl jq mktemp
  if [[ -z "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]]; then
    fail 64 'No identity' 'ACTIONS_ID_TOKEN_REQUEST_URL is empty. Give the job the permission id-token: write; on a laptop use "az login" instead.'
  fi
  require_parameters CLIENT_ID TENANT_ID SUBSCRIPTION_ID ACTIONS_ID_TOKEN_REQUEST_TOKEN
  local configuration
  # Not in the home folder, where it would outlive the job on a machine of one's own.
  configuration="$(make_work_folder)"
  export AZURE_CONFIG_DIR="${configuration}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  umask 077
  request_token "${work}/token"
  sign_in "${work}/token"
  export_variable AZURE_CONFIG_DIR "${configuration}"
}

main "$@"
