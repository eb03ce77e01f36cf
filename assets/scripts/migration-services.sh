#!/usr/bin/env bash
# @summary Starts the services of a Docker Compose file and waits until they are healthy; keeps their logs; ends them.
# @param COMMAND What to do: up, logs or down.
# @param COMPOSE_FILE The Compose file.
# @param SERVICE Service whose container the output names; empty for none. (default: )
# @param WAIT_SECONDS How long to wait until every service is healthy. (default: 180)
# @param DESTINATION File for the logs. (default: services.log)
# @output container Container of SERVICE.
# @needs docker
# @exit 3 The services did not start, or are not healthy.
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

start() {
  local -r file="$1" service="$2" seconds="$3"
  local container status=0
  docker compose --file "${file}" up --detach --wait --wait-timeout "${seconds}" >&2 || status=$?
  if (( status != 0 )); then
    docker compose --file "${file}" ps --all >&2 || true
    fail 3 'Services not healthy' "docker compose ended with ${status}; its messages and the state of each service are above."
  fi
  if [[ -n "${service}" ]]; then
    container="$(docker compose --file "${file}" ps --quiet "${service}")"
    if [[ ! "${container}" =~ ^[0-9a-f]+$ ]]; then
      fail 3 'No container' "${service} has no container, or several: ${container:-none}."
    fi
    set_output container "${container}"
  fi
}

# Everything after a failure; what cannot be read does not hide why the run failed.
keep_logs() {
  local -r file="$1" destination="$2"
  mkdir -p "$(dirname "${destination}")"
  docker compose --file "${file}" logs --no-color --timestamps > "${destination}" 2>&1 || true
  cat "${destination}" >&2
}

main() {
  require_tools docker
  require_parameters COMMAND COMPOSE_FILE
  local -r file="${COMPOSE_FILE:?}" seconds="${WAIT_SECONDS:-180}"
  if [[ ! "${seconds}" =~ ^[1-9][0-9]{0,3}$ ]]; then
    fail 64 'Not a time' "WAIT_SECONDS is ${seconds}. Give whole seconds from 1 to 9999."
  elif [[ ! -f "${file}" ]]; then
    fail 64 'No Compose file' "COMPOSE_FILE ${file} is no file."
  fi
  case "${COMMAND:?}" in
    up) start "${file}" "${SERVICE:-}" "${seconds}" ;;
    logs) keep_logs "${file}" "${DESTINATION:-services.log}" ;;
    down) docker compose --file "${file}" down --volumes --remove-orphans >&2 ;;
    *) fail 64 'Unknown command' "COMMAND is ${COMMAND}. Give up, logs or down." ;;
  esac
}

main "$@"
