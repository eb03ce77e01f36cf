#!/usr/bin/env bash
# @summary Prints how a version of a package stands in a registry: its state, where the dist-tag is, and the version it is at.
# @param PACKAGE Name of the package.
# @param VERSION Version that is asked for.
# @param REGISTRY Address of the registry.
# @param DIST_TAG Dist-tag that is looked at. (default: latest)
# @param INTEGRITY SHA-512 that the version must have, as npm writes it; empty takes any. (default: )
# @param SHASUM SHA-1 that counts where a registry keeps no integrity; empty takes none. (default: )
# @param FILE File that gets what the registry tells of the package; empty keeps nothing. (default: )
# @param INTERVAL Seconds between two attempts to reach the registry. (default: 5)
# @secret NPM_TOKEN Token that may read the package. (optional)
# @needs curl jq
# @exit 4 The registry did not answer, or not as expected; nothing is known then.
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

# A folder for passing files; the runner's own one is emptied after each job.
make_work_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/projen-delivery.XXXXXX"
}

clean_up() {
  rm -rf "${work}"
}

# Prints the HTTP status; the answer is in the work folder then. With write=true a registry answers from its origin and not from
# a cache that may be minutes old; npm asks so before a change. The token reaches curl on its standard input.
request_package() {
  local -r address="${REGISTRY:?}" name="${PACKAGE:?}"
  local credentials='' code
  if [[ -n "${NPM_TOKEN:-}" ]]; then
    credentials="header = \"Authorization: Bearer ${NPM_TOKEN}\""
  fi
  code="$(printf '%s\n' "${credentials}" | curl --disable --config - --silent --show-error --globoff --proto '=http,https' \
    --connect-timeout 10 --max-time 60 --header 'Accept: application/json' --output "${work}/package.json" \
    --write-out '%{http_code}' "${address%/}/${name/\//%2f}?write=true")" || code='no connection'
  # "input" fails where there is nothing; a plain filter would pass over it.
  if [[ "${code}" == '200' ]] && ! jq --null-input --exit-status --arg name "${name}" 'input | .name == $name
    and (.versions | type) == "object" and (.["dist-tags"] | type) == "object"' "${work}/package.json" > /dev/null 2>&1; then
    code='no package in the answer'
  fi
  printf '%s' "${code}"
}

# "There is no such package" is an answer of the registry. Silence is none: it ends the run.
read_package() {
  local code='' attempt
  for attempt in 1 2 3 4 5; do
    code="$(request_package)"
    case "${code}" in
      200) return 0 ;;
      404)
        printf '{"versions": {}, "dist-tags": {}}\n' > "${work}/package.json"
        return 0
        ;;
      401 | 403) fail 4 'Not allowed to read' "${REGISTRY:?} answers ${code} for ${PACKAGE:?}. Check NPM_TOKEN and its permission to read packages." ;;
      *) printf '%s does not tell of %s: %s (attempt %s of 5).\n' "${REGISTRY:?}" "${PACKAGE:?}" "${code}" "${attempt}" >&2 ;;
    esac
    if (( attempt < 5 )); then
      sleep "${INTERVAL:-5}"
    fi
  done
  fail 4 'No answer' "${REGISTRY:?} does not tell of ${PACKAGE:?}: ${code}. Nothing is assumed; run this again when it answers."
}

# The state is absent, deprecated, same or other (bits). The dist-tag is here (at the version), newer (at a later one), or
# elsewhere. Versions are compared as semver does it, as lists in which a stable one stands above its prereleases.
describe() {
  jq --raw-output --arg version "${VERSION:?}" --arg tag "${DIST_TAG:-latest}" --arg integrity "${INTEGRITY:-}" --arg shasum "${SHASUM:-}" '
    def semver: split("+")[0] | split("-")[0] as $core | ltrimstr($core) | ltrimstr("-") as $rest
      | [($core | split(".")[] | tonumber? // 0), if $rest == "" then 1 else 0 end,
         [$rest | select(. != "") | split(".")[] | if test("^[0-9]+$") then tonumber else . end]];
    def state:
      if . == null then "absent"
      elif (.deprecated // "") != "" then "deprecated"
      elif $integrity == "" then "same"
      elif .dist.integrity then if .dist.integrity | split(" ") | index($integrity) then "same" else "other" end
      elif $shasum != "" and .dist.shasum == $shasum then "same"
      else "other" end;
    .["dist-tags"][$tag] as $tagged
    | "\(.versions[$version] | state) \(
        if $tagged == $version then "here"
        elif $tagged != null and ($tagged | semver) > ($version | semver) then "newer"
        else "elsewhere" end) \($tagged // "")"' "${work}/package.json"
}

check_parameters() {
  if [[ ! "${PACKAGE:?}" =~ ^(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$ ]]; then
    fail 64 'Bad package' "PACKAGE is ${PACKAGE}. Use a name as in package.json."
  elif [[ ! "${VERSION:?}" =~ ^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$ ]]; then
    fail 64 'Bad version' "VERSION is ${VERSION}. Use one as 1.2.3 or 1.2.3-rc.1; a registry keeps no build metadata."
  elif [[ ! "${REGISTRY:?}" =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?$ ]]; then
    fail 64 'Bad registry' "REGISTRY is ${REGISTRY}. Use an address as https://registry.npmjs.org."
  elif [[ ! "${DIST_TAG:-latest}" =~ ^[A-Za-z][A-Za-z0-9._-]*$ || "${DIST_TAG:-latest}" =~ ^([vV][0-9]|[vV]?[xX](\.|$)) ]]; then
    fail 64 'Bad dist-tag' "DIST_TAG is ${DIST_TAG}. Use a word as latest or next; npm refuses what reads as a version, such as v1."
  elif [[ ! "${INTERVAL:-5}" =~ ^(0|[1-9][0-9]{0,4})$ ]]; then
    fail 64 'Not a number' "INTERVAL is ${INTERVAL}. Use seconds."
  elif [[ "${NPM_TOKEN:-}" == *[!A-Za-z0-9._~+/=-]* ]]; then
    fail 64 'Bad token' 'NPM_TOKEN has characters in it that no token has. Was it pasted with a line break?'
  fi
}

main() {
  require_tools curl jq
  require_parameters PACKAGE VERSION REGISTRY
  check_parameters
  work="$(make_work_folder)"
  trap clean_up EXIT
  read_package
  if [[ -n "${FILE:-}" ]]; then
    cp "${work}/package.json" "${FILE}"
  fi
  describe
}

main "$@"
