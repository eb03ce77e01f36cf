#!/usr/bin/env bash
# @summary Asks for security advisories on Rust dependencies and writes them as a report.
# @param MANIFEST Manifest of the workspace. (default: Cargo.toml)
# @output report Path of the report, a Markdown text for an issue.
# @needs cargo cargo-deny jq
# @exit 3 There are advisories.
# @exit 4 The advisories could not be checked.
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

# One Markdown list item an advisory; each line of cargo deny's own report is JSON. Faults of
# its configuration are diagnostics too, but neither carry an advisory nor call a crate yanked.
list_advisories() {
  jq --raw-input --slurp --raw-output '
    split("\n") | map(fromjson? | select(.type == "diagnostic") | .fields
        | select(.severity == "error" and (.advisory != null or .code == "yanked")))
    | map((.graphs[0].Krate // .graphs[0] // {}) as $crate
        | "- **\($crate.name // .advisory.package // "unknown") \($crate.version // "")**: "
          + (if .advisory then "[\(.advisory.id)](https://rustsec.org/advisories/\(.advisory.id).html) \(.advisory.title)"
             else "\(.message) (\(.code))" end))
    | unique[]' "$1"
}

write_report() {
  local -r report="$1" advisories="$2"
  {
    printf '## Advisories on dependencies\n\n'
    printf '%s\n' "${advisories}"
    printf '\nUpdate the packages, or state in deny.toml why an advisory does not apply.\n'
  } > "${report}"
}

main() {
  require_tools cargo cargo-deny jq
  local -r manifest="${MANIFEST:-Cargo.toml}"
  local folder root advisories status=0
  if [[ ! -f "${manifest}" ]]; then
    fail 64 'No manifest' "MANIFEST ${manifest} is no file."
  fi
  folder="$(make_work_folder)"
  # Absolute, because cargo deny cannot start cargo for a path without a folder.
  root="$(cd "$(dirname "${manifest}")" && pwd)"
  cargo deny --manifest-path "${root}/${manifest##*/}" --all-features --format json check advisories \
    2> "${folder}/messages" || status=$?
  cat "${folder}/messages" >&2
  advisories="$(list_advisories "${folder}/messages")"
  if (( status != 0 )) && [[ -z "${advisories}" ]]; then
    fail 4 'No check' "cargo deny ended with ${status} and named no advisory; its messages are above."
  fi
  write_report "${folder}/dependency-advisories.md" "${advisories:-None.}"
  set_output report "${folder}/dependency-advisories.md"
  add_summary "${advisories:-No advisories on dependencies.}"
  if (( status != 0 )); then
    fail 3 'Advisories' $'These dependencies have advisories:\n'"${advisories}"
  fi
}

main "$@"
