#!/usr/bin/env bash
# @summary Checks what every npm package needs before it is published, and lists all problems at once.
# @param PACKAGE_DIR Folder of the package, after its build. (default: .)
# @param VERSION Version of publint.
# @needs jq npx
# @exit 3 The package has problems.
# @exit 4 publint could not be run.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

problems=()

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

add_problem() {
  problems+=("$1")
}

# Prints one field of the manifest as text; empty if it is absent.
field() {
  jq --raw-output "$1 // empty" package.json
}

check_manifest() {
  local name version license repository files
  name="$(field '.name')"
  version="$(field '.version')"
  license="$(field '.license')"
  repository="$(field '.repository | if type == "object" then .url else . end')"
  files="$(field '.files | arrays | length | select(. > 0)')"
  if [[ ! "${name}" =~ ^(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*$ ]]; then
    add_problem "name is \"${name}\", which npm does not accept"
  fi
  if [[ ! "${version}" =~ ^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$ ]]; then
    add_problem "version is \"${version}\", which is no semantic version"
  fi
  if [[ -z "${license}" ]]; then
    add_problem 'license is missing'
  fi
  if [[ -z "${repository}" ]]; then
    add_problem 'repository is missing; provenance needs it'
  fi
  if [[ -z "${files}" && ! -f .npmignore ]]; then
    add_problem 'neither files nor .npmignore says what is published'
  fi
}

# Each program must be built and start with a shebang, or it cannot be run once installed.
check_programs() {
  local programs name path first
  programs="$(jq --raw-output '
    .name as $name
    | (if (.bin | type) == "string" then {($name // "" | sub("^.*/"; "")): .bin} else .bin // {} end)
    | to_entries[] | [.key, .value] | @tsv' package.json)"
  if [[ -z "${programs}" ]]; then
    return
  fi
  while IFS=$'\t' read -r name path; do
    if [[ ! -f "${path}" ]]; then
      add_problem "bin ${name}: ${path} does not exist; build first"
      continue
    fi
    first=''
    IFS= read -r first < "${path}" || true
    if [[ "${first}" != '#!'* ]]; then
      add_problem "bin ${name}: ${path} does not start with a shebang, such as #!/usr/bin/env node"
    fi
  done <<< "${programs}"
}

# publint and a registry that fails both end with 1, so it is brought here first.
check_with_publint() {
  local -r version="$1"
  local output
  if ! npx --yes "publint@${version}" --version > /dev/null; then
    fail 4 'publint not available' "npx could not run publint ${version}; its messages are above."
  fi
  if ! output="$(NO_COLOR=1 npx --yes "publint@${version}" run . --strict 2>&1)"; then
    add_problem $'publint:\n'"${output}"
  fi
}

main() {
  require_tools jq npx
  require_parameters VERSION
  local -r version="${VERSION:?}"
  local list
  cd "${PACKAGE_DIR:-.}"
  if ! jq --exit-status 'type == "object"' package.json > /dev/null; then
    fail 3 'No manifest' 'package.json is missing or is no JSON object.'
  fi
  check_manifest
  check_programs
  check_with_publint "${version}"
  if (( ${#problems[@]} > 0 )); then
    list="$(printf -- '- %s\n' "${problems[@]}")"
    add_summary $'Problems of the package:\n\n'"${list}"
    fail 3 'Package not ready' "${#problems[@]} problems:"$'\n'"${list}"
  fi
  printf 'The package is ready to be published.\n' >&2
}

main "$@"
