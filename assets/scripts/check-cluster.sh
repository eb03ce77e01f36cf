#!/usr/bin/env bash
# @summary Proves that the cluster answers and lets this identity do what a deployment does, before anything is changed.
# @param CLUSTER Name of the cluster, for messages.
# @param IDENTITY Who signs in, such as a role, for messages. (default: the kubeconfig)
# @param NAMESPACE Namespace that is deployed to. (default: default)
# @param ACTIONS What is done there, as "verb resource" with commas between. (default: create secrets,patch deployments.apps)
# @param KUBECONFIG File that says how to reach the cluster. (default: )
# @param REQUEST_TIMEOUT How long one answer may take. (default: 20s)
# @param KUBECTL_VERSION Version that kubectl must have, as v1.36.6. (default: )
# @param HELM_VERSION Version that Helm must have, as v4.3.1. (default: )
# @output server-version Version of the cluster.
# @needs jq kubectl mktemp
# @exit 3 The cluster does not answer, or not to this identity.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing, or has another version.
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

require_version() {
  local -r program="$1" found="$2" wanted="$3"
  if [[ -n "${wanted}" && "${found}" != "${wanted}" ]]; then
    fail 69 'Other version' "${program} is ${found:-unknown}, not ${wanted}. Another one comes first on PATH."
  fi
}

check_tools() {
  local versions kubectl helm
  versions="$(kubectl version --client --output json)"
  kubectl="$(jq --raw-output '.clientVersion.gitVersion // ""' <<< "${versions}")"
  require_version kubectl "${kubectl}" "${KUBECTL_VERSION:-}"
  if [[ -n "${HELM_VERSION:-}" ]]; then
    require_tools helm
    helm="$(helm version --short)"
    require_version helm "${helm%%+*}" "${HELM_VERSION:-}"
  fi
}

# Prints what mostly is behind a message of kubectl.
likely_cause() {
  local -r message="$1"
  case "${message}" in
    *'localhost:8080'* | *'context'*'does not exist'*)
      printf 'KUBECONFIG names no file with this context; the step that writes it is missing or came later.' ;;
    *'getting credentials'* | *'executable'*)
      printf 'The program that the kubeconfig names for signing in failed or is missing.' ;;
    *'no such host'* | *'server misbehaving'* | *'i/o timeout'* | *'deadline exceeded'* | *'Client.Timeout'* | *' refused'* | *'no route to host'* | *'network is unreachable'*)
      printf 'The address cannot be reached from this machine: the cluster is private or its firewall does not know the runner, it is stopped, or the kubeconfig is of another cluster.' ;;
    *'logged in to the server'* | *Unauthorized*)
      printf 'The cluster does not know this identity. Give it access: an access entry in EKS, a role binding of the identity in GKE and AKS. A token can also have expired.' ;;
    *Forbidden* | *forbidden*)
      printf 'The cluster knows this identity and forbids it. Bind a role to it.' ;;
    *x509* | *'tls: '*)
      printf 'The certificate of the address is not signed by the authority in the kubeconfig: it is of another cluster, or the cluster was made anew.' ;;
    *'could not find the requested resource'*)
      printf 'What answers at the address is no Kubernetes API; a proxy may stand in between.' ;;
    *': EOF')
      printf 'The kubeconfig holds no credentials, so kubectl asked for a name and a password.' ;;
    *) printf 'The message is all that is known.' ;;
  esac
}

# Ends the run with what kubectl said, and why that is. Advice can follow its message.
fail_to_reach() {
  local line message='' cause
  cat "${work}/messages" >&2
  while IFS= read -r line; do
    if [[ "${line}" =~ ^(error:|Error|Unable|The\ connection) || -z "${message}" ]]; then
      message="${line}"
    fi
  done < "${work}/messages"
  cause="$(likely_cause "${message}")"
  fail 3 'No access to the cluster' "The cluster ${CLUSTER:?} did not accept ${IDENTITY:-the kubeconfig}: ${message:-it gave no version}"$'\n'"${cause}"
}

# Prints the version of the cluster.
ask_version() {
  local answer version
  if ! answer="$(kubectl version --output json --request-timeout "${REQUEST_TIMEOUT:-20s}" < /dev/null 2> "${work}/messages")"; then
    fail_to_reach
  fi
  if ! version="$(jq --raw-output --exit-status '.serverVersion.gitVersion' <<< "${answer:-null}")"; then
    fail_to_reach
  fi
  printf '%s' "${version}"
}

# A kubectl of one minor version more or less than the cluster is supported, Helm up to its own version.
compare_versions() {
  local -r server="$1" client="${KUBECTL_VERSION:-}"
  local -i ahead
  if [[ "${client}" =~ ^v1\.([0-9]+)\. ]]; then
    ahead="${BASH_REMATCH[1]}"
    if [[ "${server}" =~ ^v1\.([0-9]+)\. ]]; then
      ahead=$(( ahead - BASH_REMATCH[1] ))
      if (( ahead > 1 || ahead < -1 )); then
        give_warning 'Versions apart' "kubectl is ${client} and the cluster ${CLUSTER:?} is ${server}; supported is a difference of one minor version."
      fi
    fi
  fi
}

check_action() {
  local -r verb="$1" resource="$2" namespace="$3"
  local answer status=0
  answer="$(kubectl auth can-i "${verb}" "${resource}" --namespace "${namespace}" --request-timeout "${REQUEST_TIMEOUT:-20s}" < /dev/null 2> "${work}/messages")" || status=$?
  if [[ "${answer}" == no* ]]; then
    fail 3 'Not allowed' "The cluster ${CLUSTER:?} does not let ${IDENTITY:-the kubeconfig} ${verb} ${resource} in namespace ${namespace}. Bind a role that allows it, such as edit, to this identity there."
  elif (( status != 0 )) || [[ "${answer}" != yes* ]]; then
    fail_to_reach
  fi
}

main() {
  require_tools jq kubectl mktemp
  require_parameters CLUSTER
  local server action verb resource
  local -a actions
  export KUBECONFIG="${KUBECONFIG:-}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  check_tools
  server="$(ask_version)"
  compare_versions "${server}"
  IFS=',' read -r -a actions <<< "${ACTIONS:-create secrets,patch deployments.apps}"
  for action in "${actions[@]}"; do
    read -r verb resource <<< "${action}"
    if [[ ! "${verb}" =~ ^[a-z]+$ || ! "${resource}" =~ ^[a-z][a-z0-9./-]*$ ]]; then
      fail 64 'Bad action' "ACTIONS has \"${action}\". Write \"verb resource\", such as \"create secrets\"."
    fi
    check_action "${verb}" "${resource}" "${NAMESPACE:-default}"
  done
  set_output server-version "${server}"
  add_summary "Cluster **${CLUSTER:?}** (${server}) lets ${IDENTITY:-the kubeconfig} deploy to namespace \`${NAMESPACE:-default}\`."
}

main "$@"
