#!/usr/bin/env bash
# @summary Checks what a registry has of a release, and installs it from there as a user does.
# @param PACKAGE Name of the package.
# @param VERSION Version that was published.
# @param REGISTRY Address of the registry.
# @param INTEGRITY SHA-512 of the tarball that was published, as npm writes it.
# @param DIST_TAG Dist-tag that the version must have; a later release may have it since.
# @param PREFIX Folder to install into; empty takes package-under-test in the runner's temporary folder. (default: )
# @param TIMEOUT Seconds until the registry must show the version, and again until it can be installed. (default: 300)
# @param INTERVAL Seconds between two looks. (default: 5)
# @secret NPM_TOKEN Token that may read the package. (optional)
# @output bin Folder with the programs of the package.
# @output version Version that was installed.
# @output verdict good, or wrong where what was published is; empty where nothing is known.
# @needs awk curl jq npm tee
# @calls npm-version-state.sh
# @exit 3 The published package is wrong: other bits, taken back, without its dist-tag, or it cannot be installed.
# @exit 4 The registry did not answer or does not show the version, so nothing is known of it: no reason to take it back.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''
registry=''
npm_status=0
npm_options=()

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

# Ends the run with the verdict that a rollback waits for.
wrong() {
  set_output verdict wrong
  fail 3 "$1" "$2"
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

default_prefix() {
  if [[ -n "${RUNNER_TEMP:-}" ]]; then
    printf '%s/package-under-test' "${RUNNER_TEMP}"
  else
    mktemp -d "${TMPDIR:-/tmp}/package-under-test.XXXXXX"
  fi
}

# npm works in a folder of its own with a configuration of its own, so no .npmrc of a repository or a runner leads it to another
# registry. The token stands in no file and no argument: npm finds it in the environment.
prepare_npm() {
  registry="${REGISTRY:?}"
  registry="${registry%/}/"
  work="$(make_work_folder)"
  trap clean_up EXIT
  printf '{ "private": true }\n' > "${work}/package.json"
  : > "${work}/npmrc"
  if [[ -n "${NPM_TOKEN:-}" ]]; then
    printf '%s:_authToken=%s\n' "${registry#*:}" "\${NPM_TOKEN}" > "${work}/npmrc"
  fi
  npm_options=(--userconfig="${work}/npmrc" --color=false --loglevel=notice --logs-max=0)
  if [[ "${PACKAGE:?}" == @* ]]; then
    npm_options+=("--${PACKAGE%%/*}:registry=${registry}")
  fi
}

# Runs npm and keeps its status; what it says is in the log, and in npm.log of the work folder.
run_npm() {
  npm_status=0
  (cd "${work}" && npm "$@" "${npm_options[@]}" 2>&1 < /dev/null) | tee "${work}/npm.log" >&2 || npm_status=$?
}

# The code of npm's error, such as E404; up to npm 10.5 the line begins with "npm ERR!".
npm_code() {
  awk '$1 == "npm" && ($2 == "error" || $2 == "ERR!") && $3 == "code" { print $4; exit }' "${work}/npm.log"
}

# Waits until the registry shows the version, and judges it.
check_published() {
  local -r until=$(( SECONDS + ${TIMEOUT:-300} ))
  local seen state tag tagged
  while true; do
    seen="$(bash "${0%/*}/npm-version-state.sh")"
    read -r state tag tagged <<< "${seen}"
    case "${state} ${tag}" in
      other*) wrong 'Other bits' "${registry} has other bits as ${PACKAGE:?}@${VERSION:?} than ${INTEGRITY:?}." ;;
      deprecated*) wrong 'Taken back' "${PACKAGE:?}@${VERSION:?} is deprecated on ${registry}: it was taken back. Release a new version." ;;
      'same here') return 0 ;;
      'same newer')
        printf '%s is at %s since, a later release.\n' "${DIST_TAG:?}" "${tagged}" >&2
        return 0
        ;;
      *) ;;
    esac
    if (( SECONDS >= until )) && [[ "${state}" == 'absent' ]]; then
      fail 4 'Not shown' "${registry} does not show ${PACKAGE:?}@${VERSION:?} within ${TIMEOUT:-300} seconds. Run this again when it does."
    elif (( SECONDS >= until )); then
      wrong 'Other dist-tag' "${DIST_TAG:?} of ${PACKAGE:?} is at ${tagged:-no version} on ${registry}, not at ${VERSION:?}."
    fi
    sleep "${INTERVAL:-5}"
  done
}

# Prints package where npm failed because of what was published, else registry: a network that is down, a cache that does not
# know the version or the tarball yet, or a machine that is full are no fault of the package.
blame() {
  local -r code="$1" tarball="${PACKAGE##*/}-${VERSION:?}.tgz"
  local said
  said="$(< "${work}/npm.log")"
  if [[ "${code}" =~ ^(ETARGET|E404)$ ]] \
    && [[ "${said}" == *"for ${PACKAGE}@${VERSION}"* || "${said}" == *"'${PACKAGE}@${VERSION}'"* || "${said}" == *"/${tarball}"* ]]; then
    printf 'registry'
  elif [[ "${code}" =~ ^([0-9]+|ETARGET|E404|EINTEGRITY|ERESOLVE|EBADPLATFORM|EBADENGINE|EUNSUPPORTEDPROTOCOL|EINVALIDPACKAGENAME|EJSONPARSE|TAR_[A-Z_]+|EALLOW[A-Z]+)$ ]]; then
    printf 'package'
  else
    printf 'registry'
  fi
}

# Only the scope of the package comes from the registry; dependencies of other scopes come from where npm finds them by itself.
# The cache is a fresh one, so what is installed was downloaded. Scripts come later, without the token.
install_package() {
  local -r prefix="$1" until=$(( SECONDS + ${TIMEOUT:-300} ))
  local -a from=()
  local code guilty faults=0
  if [[ "${PACKAGE:?}" != @* ]]; then
    from=(--registry="${registry}")
  fi
  while true; do
    run_npm install --global --prefix="${prefix}" "${PACKAGE}@${VERSION:?}" "${from[@]}" --cache="${work}/cache" --prefer-online --ignore-scripts --no-audit --no-fund
    if (( npm_status == 0 )); then
      return 0
    fi
    code="$(npm_code)"
    guilty="$(blame "${code}")"
    if [[ "${guilty}" == 'package' ]] && (( ++faults == 3 )); then
      wrong 'Not installable' "npm cannot install ${PACKAGE}@${VERSION} from ${registry} (${code}), three times; its messages are above."
    elif [[ "${guilty}" == 'registry' ]] && (( SECONDS >= until )); then
      fail 4 'Not installed' "npm could not install ${PACKAGE}@${VERSION} from ${registry} (${code:-no code}) within ${TIMEOUT:-300} seconds, and nothing shows that the package is wrong. Run this again."
    fi
    sleep "${INTERVAL:-5}"
  done
}

# Runs the install scripts as npm does by default, without the token that a script could send away.
run_scripts() {
  local -r prefix="$1"
  local code
  : > "${work}/npmrc"
  unset NPM_TOKEN
  run_npm rebuild --global --prefix="${prefix}" --cache="${work}/cache"
  if (( npm_status != 0 )); then
    code="$(npm_code)"
    wrong 'Not installable' "The install scripts of ${PACKAGE:?}@${VERSION:?} or of what it needs fail (${code:-no code}); their messages are above."
  fi
}

check_parameters() {
  if [[ ! "${INTEGRITY:?}" =~ ^sha512-[A-Za-z0-9+/]{86}==$ ]]; then
    fail 64 'Bad integrity' "INTEGRITY is ${INTEGRITY}. Use sha512- and a checksum in Base64; npm-publish.sh tells it."
  elif [[ ! "${TIMEOUT:-300}" =~ ^(0|[1-9][0-9]{0,4})$ ]]; then
    fail 64 'Not a number' "TIMEOUT is ${TIMEOUT}. Use seconds."
  fi
}

main() {
  require_tools awk curl jq npm tee
  require_parameters PACKAGE VERSION REGISTRY INTEGRITY DIST_TAG
  check_parameters
  local prefix version manifest
  prepare_npm
  check_published
  prefix="${PREFIX:-}"
  if [[ -z "${prefix}" ]]; then
    prefix="$(default_prefix)"
  fi
  mkdir -p "${prefix}"
  prefix="$(cd "${prefix}" && pwd)"
  install_package "${prefix}"
  run_scripts "${prefix}"
  manifest="${prefix}/lib/node_modules/${PACKAGE:?}/package.json"
  version="$(jq --raw-output '.version' "${manifest}")"
  if [[ "${version}" != "${VERSION:?}" ]]; then
    wrong 'Other version' "${registry} gave ${version} for ${PACKAGE}@${VERSION}."
  fi
  if [[ -n "${GITHUB_PATH:-}" ]]; then
    printf '%s\n' "${prefix}/bin" >> "${GITHUB_PATH}"
  fi
  set_output verdict good
  set_output bin "${prefix}/bin"
  set_output version "${version}"
  add_summary "Installed **${PACKAGE} ${version}** from ${registry}: the bits and the dist-tag \`${DIST_TAG:?}\` are right."
}

main "$@"
