#!/usr/bin/env bash
# @summary Runs the restore script of a repository over a backup that is whole, and compares the state with what it was.
# @param SCRIPT Script that restores from the folder "$BACKUP_DIR".
# @param BACKUP Folder that migration-backup.sh made.
# @param FINGERPRINT Script that prints what the state is, such as checksums; empty for none. (default: )
# @needs diff sha256sum
# @exit 3 The script failed.
# @exit 4 The backup is incomplete or damaged; nothing was changed.
# @exit 5 The state was restored and differs from what it was.
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

check_backup() {
  local -r backup="$1"
  local status=0
  if [[ ! -f "${backup}/SHA256SUMS" ]]; then
    fail 4 'Incomplete backup' "${backup} has no SHA256SUMS, which is written last. Make the backup again."
  fi
  (cd "${backup}" && sha256sum --check --strict --quiet SHA256SUMS >&2) || status=$?
  if (( status != 0 )); then
    fail 4 'Damaged backup' "Files of ${backup} are not what they were when the backup was made; see above."
  fi
}

compare() {
  local -r backup="$1" fingerprint="$2"
  if [[ ! -f "${backup}/fingerprint" ]]; then
    fail 4 'No fingerprint' "${backup} was made without FINGERPRINT, so there is nothing to compare with."
  fi
  run_script "${fingerprint}" > "${work}/fingerprint"
  if ! diff --unified=0 --label backup --label restored "${backup}/fingerprint" "${work}/fingerprint" >&2; then
    fail 5 'State differs' "What ${fingerprint} prints is not what it was; the lines are above."
  fi
}

main() {
  require_tools diff sha256sum
  require_parameters SCRIPT BACKUP
  local -r backup="${BACKUP:?}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  check_backup "${backup}"
  BACKUP_DIR="$(cd "${backup}/data" && pwd)"
  export BACKUP_DIR
  run_script "${SCRIPT:?}" >&2
  if [[ -n "${FINGERPRINT:-}" ]]; then
    compare "${backup}" "${FINGERPRINT}"
    add_summary "Restored by \`${SCRIPT}\`: the same state as in the backup."
  else
    add_summary "Restored by \`${SCRIPT}\`."
  fi
}

main "$@"
