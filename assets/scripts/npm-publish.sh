#!/usr/bin/env bash
# @summary Publishes the packed tarball to a registry once; a run that was interrupted can be started again.
# @param PACKAGE_DIR Folder with the one tarball and its SHA256SUMS. (default: package)
# @param PACKAGE Name of the package.
# @param VERSION Version that the tarball must hold.
# @param REGISTRY Address of the registry.
# @param DIST_TAG Dist-tag that the version gets, such as latest or next.
# @param ACCESS Who may read a scoped package: public or restricted. (default: public)
# @param PROVENANCE true to sign where the tarball was made, else false. (default: true)
# @param TIMEOUT Seconds until the registry must show what was published. (default: 300)
# @param INTERVAL Seconds between two looks. (default: 5)
# @secret NPM_TOKEN Token that may publish; without it npm asks for trusted publishing. (optional)
# @output published true if this run published the version, false if it was there.
# @output integrity SHA-512 of the tarball as npm writes it.
# @output previous Version that the dist-tag had before; empty if none, or if it was there.
# @needs awk curl jq node npm sha256sum tar tee
# @calls npm-version-state.sh
# @exit 3 The registry has other bits, or a version that was taken back, or refuses; or the tarball is not the packed one.
# @exit 4 The registry did not answer, or does not show the version yet; nothing is assumed, and running again is safe.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing or too old.
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

# Prints the path of the one tarball of the folder.
find_tarball() {
  local -r folder="$1"
  local -a found=()
  local file
  for file in "${folder}"/*.tgz; do
    if [[ -f "${file}" ]]; then
      found+=("${file}")
    fi
  done
  if (( ${#found[@]} != 1 )); then
    fail 3 'Not one tarball' "${folder} holds ${#found[@]} tarballs instead of one: ${found[*]:-none}. Download the packed artifact first."
  fi
  printf '%s' "${found[0]}"
}

# A checksum file that does not name the tarball would verify nothing.
verify() {
  local -r folder="$1" file="$2"
  local named
  if [[ ! -f "${folder}/SHA256SUMS" ]]; then
    fail 3 'No checksum' "${folder}/SHA256SUMS is missing. Pack with npm-pack.sh, which writes it."
  fi
  named="$(awk '{ sub(/^[^ ]+ [ *]/, ""); print }' "${folder}/SHA256SUMS")"
  if [[ "${named}" != "${file}" ]]; then
    fail 3 'Other tarball' "SHA256SUMS names \"${named}\", but the tarball is ${file}."
  fi
  if ! (cd "${folder}" && sha256sum --check --strict --quiet SHA256SUMS >&2); then
    fail 3 'Wrong checksum' "${file} is not the file that was packed. Pack again and pass on that artifact."
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

# A field named tag in package.json would win over every option of npm.
check_manifest() {
  local -r file="${1##*/}"
  local manifest name version tag
  manifest="$(tar --extract --gzip --to-stdout --file "$1" package/package.json | jq --raw-output '[.name, .version, .tag // ""] | join(" ")')" \
    || fail 3 'Bad tarball' "${file} holds no readable package/package.json. Pack it with npm-pack.sh."
  read -r name version tag <<< "${manifest}"
  if [[ "${name} ${version}" != "${PACKAGE:?} ${VERSION:?}" ]]; then
    fail 3 'Other package' "${file} holds ${name} ${version}, not ${PACKAGE} ${VERSION}. Pack the commit of that version."
  elif [[ -n "${tag}" && "${tag}" != "${DIST_TAG:?}" ]]; then
    fail 3 'Tag in package.json' "package.json has a field tag, ${tag}, that npm would take for ${DIST_TAG}. Remove the field."
  fi
}

# Prints a checksum. Every machine with npm has node, and not each has openssl.
digest() {
  node --eval 'const [algorithm, encoding, file] = process.argv.slice(1);
    process.stdout.write(require("node:crypto").createHash(algorithm).update(require("node:fs").readFileSync(file)).digest(encoding));' "$@"
}

# Prints how the version stands: its state, that of the dist-tag, and the version that has the dist-tag.
look() {
  INTEGRITY="$1" SHASUM="$2" bash "${0%/*}/npm-version-state.sh"
}

refuse() {
  if [[ "$1" == 'deprecated' ]]; then
    fail 3 'Taken back' "${PACKAGE:?}@${VERSION:?} is on ${registry} and deprecated: it was taken back. Release a new version."
  elif [[ "$1" == 'other' ]]; then
    fail 3 'Other bits' "${registry} has other bits as ${PACKAGE:?}@${VERSION:?}. A version cannot be published twice: release a new one."
  fi
}

# Ends the run with what a person can do about npm's refusal.
explain() {
  local -r code="$1"
  local hint='Its message is above.'
  if [[ -z "${NPM_TOKEN:-}" && "${code}" =~ ^(ENEEDAUTH|E40[134])$ ]]; then
    hint="Without NPM_TOKEN npm asks for trusted publishing. That needs npm 11.5.1, the permission id-token: write, and this workflow (with its \
environment) as trusted publisher in the settings of ${PACKAGE:?}. The package must exist: publish its first version with a token."
  elif [[ "${code}" =~ ^(ENEEDAUTH|E40[134])$ ]]; then
    hint="Check that NPM_TOKEN has not expired, and that it may publish ${PACKAGE:?} to ${registry}."
  elif [[ "${code}" == 'EUSAGE' && "${PROVENANCE:-true}" == 'true' ]]; then
    hint='Provenance needs the permission id-token: write and a public repository. Without them set PROVENANCE to false.'
  fi
  fail 3 'Not published' "npm refuses to publish ${PACKAGE:?}@${VERSION:?} (${code}). ${hint}"
}

# Looks again after each failure: the answer may have been lost when all was done, and a registry may know that it has a
# version before it shows it.
publish() {
  local -r tarball="$1" integrity="$2" shasum="$3"
  local attempt code='' seen
  for attempt in 1 2 3; do
    run_npm publish "${tarball}" --registry="${registry}" --tag="${DIST_TAG:?}" --access="${ACCESS:-public}" --provenance="${PROVENANCE:-true}" --ignore-scripts
    if (( npm_status == 0 )); then
      return 0
    fi
    code="$(npm_code)"
    printf 'npm failed (%s), attempt %s of 3; looking what the registry has.\n' "${code:-no code}" "${attempt}" >&2
    seen="$(look "${integrity}" "${shasum}")"
    refuse "${seen%% *}"
    if [[ "${seen}" == same* || "${code}" =~ ^(EPUBLISHCONFLICT|E409)$ || "$(< "${work}/npm.log")" == *'over the previously published version'* ]]; then
      return 0
    elif [[ "${code}" =~ ^(E4[0-9][0-9]|E[A-Z]+)$ && ! "${code}" =~ ^(E4(08|25|29)|ECONN[A-Z]+|ETIMEDOUT|EPIPE|ENOTFOUND|E(NET|HOST)UNREACH)$ ]]; then
      explain "${code}"
    fi
    sleep "${INTERVAL:-5}"
  done
  fail 4 'Not published' "npm failed three times (${code:-no code}), and ${registry} does not have ${PACKAGE:?}@${VERSION:?}. Run this again."
}

# Waits until the registry shows version, bits and dist-tag. A release that was there may have lost the tag to a later one.
wait_until_shown() {
  local -r integrity="$1" shasum="$2" published="$3" until=$(( SECONDS + ${TIMEOUT:-300} ))
  local seen
  while true; do
    seen="$(look "${integrity}" "${shasum}")"
    refuse "${seen%% *}"
    if [[ "${seen}" == 'same here '* || "${published} ${seen}" == 'false same newer '* ]]; then
      return 0
    elif (( SECONDS >= until )) && [[ "${seen}" == same* ]]; then
      fail 3 'Other dist-tag' "${PACKAGE:?}@${VERSION:?} is on ${registry}, but ${DIST_TAG:?} is not at it. If it was not taken back: \
npm dist-tag add ${PACKAGE}@${VERSION} ${DIST_TAG} --registry ${registry}"
    elif (( SECONDS >= until )); then
      fail 4 'Not shown' "${registry} does not show ${PACKAGE:?}@${VERSION:?} within ${TIMEOUT:-300} seconds. Run this again; if it never comes, it was unpublished."
    fi
    sleep "${INTERVAL:-5}"
  done
}

# Before 10.5 the publishConfig of a package won over npm's options, so it would decide where the tarball goes.
check_parameters() {
  local version
  version="$(npm --version)"
  if [[ "${version}" =~ ^([0-9]|10\.[0-4])\. ]]; then
    fail 69 'Old npm' "npm is ${version}. It must be 10.5 or newer, and 11.5.1 for trusted publishing."
  elif [[ ! "${ACCESS:-public}" =~ ^(public|restricted)$ || ! "${PROVENANCE:-true}" =~ ^(true|false)$ ]]; then
    fail 64 'Unknown value' "ACCESS is ${ACCESS:-public}, which is public or restricted; PROVENANCE is ${PROVENANCE:-true}, which is true or false."
  elif [[ "${VERSION:?}" == *-* && "${DIST_TAG:?}" == 'latest' ]]; then
    fail 64 'Prerelease as latest' "${VERSION} is a prerelease, and latest is what everybody installs. Use a DIST_TAG as next."
  elif [[ ! "${TIMEOUT:-300}" =~ ^(0|[1-9][0-9]{0,4})$ ]]; then
    fail 64 'Not a number' "TIMEOUT is ${TIMEOUT}. Use seconds."
  fi
}

# Told before the wait for the registry: what was published stays published, even if that ends the run.
report() {
  local -r published="$1" integrity="$2" previous="$3"
  local what='Published'
  if [[ "${published}" == 'false' ]]; then
    what='Was there already, with the same bits:'
    printf '%s@%s is on %s already, with the same bits; nothing to publish.\n' "${PACKAGE:?}" "${VERSION:?}" "${registry}" >&2
  fi
  set_output published "${published}"
  set_output integrity "${integrity}"
  set_output previous "${previous}"
  add_summary "${what} **${PACKAGE:?} ${VERSION:?}** on ${registry} as \`${DIST_TAG:?}\`, integrity \`${integrity}\`."
}

main() {
  require_tools awk curl jq node npm sha256sum tar tee
  require_parameters PACKAGE VERSION REGISTRY DIST_TAG
  check_parameters
  local -r folder="${PACKAGE_DIR:-package}"
  local tarball integrity shasum seen state tag tagged published='false'
  tarball="$(find_tarball "${folder}")"
  verify "${folder}" "${tarball##*/}"
  tarball="$(cd "${folder}" && pwd)/${tarball##*/}"
  check_manifest "${tarball}"
  integrity="$(digest sha512 base64 "${tarball}")"
  integrity="sha512-${integrity}"
  shasum="$(digest sha1 hex "${tarball}")"
  prepare_npm
  seen="$(look "${integrity}" "${shasum}")"
  read -r state tag tagged <<< "${seen}"
  refuse "${state}"
  if [[ "${state}" == 'absent' ]]; then
    publish "${tarball}" "${integrity}" "${shasum}"
    published='true'
  elif [[ "${tag}" == 'here' ]]; then
    tagged=''
  fi
  report "${published}" "${integrity}" "${tagged}"
  wait_until_shown "${integrity}" "${shasum}" "${published}"
}

main "$@"
