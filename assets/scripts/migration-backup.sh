#!/usr/bin/env bash
# @summary Runs the backup script of a repository and keeps its result only if there is one.
# @param SCRIPT Script that backs up into the folder "$BACKUP_DIR".
# @param DESTINATION Folder for the backup; created, and empty before. (default: backup)
# @param FINGERPRINT Script that prints what the state is, such as checksums; empty for none. (default: )
# @output backup Path of the folder.
# @output files How many files it holds.
# @needs find sha256sum sort xargs
# @exit 3 The script failed.
# @exit 4 The script left nothing.
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

clean_up() {
  rm -rf "${work}"
}

prepare_destination() {
  local -r destination="$1"
  local contents
  mkdir -p "${destination}"
  contents="$(ls -A "${destination}")"
  if [[ -n "${contents}" ]]; then
    fail 64 'Destination not empty' "${destination} already holds: ${contents//$'\n'/, }. Remove it, or choose another DESTINATION."
  fi
}

# Runs a script of the repository as it is meant to be started.
run_script() {
  local -r script="$1"
  local status=0
  if [[ ! -f "${script}" || ! -x "${script}" ]]; then
    fail 64 'No script' "${script} is not an executable file. Correct the path, or run chmod +x on it."
  fi
  "$(dirname "${script}")/${script##*/}" < /dev/null || status=$?
  if (( status != 0 )); then
    fail 3 'Script failed' "${script} ended with ${status}; its messages are above."
  fi
}

# Names every file with its checksum; written last, so a folder without it is no backup.
seal() {
  local -r destination="$1"
  (cd "${destination}" && find . -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum -- > "${work}/seal")
  cp "${work}/seal" "${destination}/SHA256SUMS"
}

main() {
  require_tools find sha256sum sort xargs
  require_parameters SCRIPT
  local -r destination="${DESTINATION:-backup}"
  local files
  prepare_destination "${destination}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  mkdir "${destination}/data"
  BACKUP_DIR="$(cd "${destination}/data" && pwd)"
  export BACKUP_DIR
  run_script "${SCRIPT:?}" >&2
  files="$(find "${destination}/data" -type f -size +0c -printf x)"
  if [[ -z "${files}" ]]; then
    fail 4 'Nothing backed up' "${SCRIPT} left no file with content in its BACKUP_DIR, ${destination}/data."
  fi
  if [[ -n "${FINGERPRINT:-}" ]]; then
    run_script "${FINGERPRINT}" > "${destination}/fingerprint"
    if [[ ! -s "${destination}/fingerprint" ]]; then
      fail 4 'No fingerprint' "${FINGERPRINT} printed nothing."
    fi
  fi
  seal "${destination}"
  set_output backup "${destination}"
  set_output files "${#files}"
  add_summary "Backed up by \`${SCRIPT}\`: ${#files} files."
}

main "$@"
