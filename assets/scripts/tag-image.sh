#!/usr/bin/env bash
# @summary Puts tags on an image of the registry: a version once and for all, 1.4, 1 and latest for the highest release.
# @param IMAGE Repository of the image, such as ghcr.io/acme/tool.
# @param DIGEST Digest of the image.
# @param TAGS Tags, separated by spaces.
# @param TLS_VERIFY Whether the registry must prove who it is: true, or false on the loopback. (default: true)
# @output tags Tags that point to the image now, separated by spaces.
# @needs grep jq sha256sum skopeo sort tail
# @exit 3 The version is that of another image.
# @exit 4 The registry did not answer as expected.
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

# Sets image to IMAGE in lower case, as registries want it.
check_image() {
  local -r part='[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*'
  image="${IMAGE:?}"
  image="${image,,}"
  if [[ ! "${image}" =~ ^[a-z0-9.-]+(:[0-9]+)?(/${part})+$ ]]; then
    fail 64 'Bad image' "IMAGE is ${IMAGE}. Use registry/owner/name without a tag, such as ghcr.io/acme/tool."
  fi
}

check_digest() {
  if [[ ! "$2" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    fail 64 'Bad digest' "$1 is \"$2\". Use sha256: and 64 hex digits."
  fi
}

# Writes what the registry holds under a tag or digest to a file, byte for byte.
fetch_manifest() {
  local -r reference="$1" file="$2"
  if ! skopeo inspect --raw --tls-verify="${TLS_VERIFY:-true}" "docker://${reference}" > "${file}"; then
    fail 4 'Image not read' "${reference} cannot be read; the message of the registry is above. The token needs packages: read."
  fi
}

digest_of() {
  local sum
  sum="$(sha256sum < "$1")"
  printf 'sha256:%s' "${sum%% *}"
}

put_tag() {
  local -r tag="$1"
  if ! skopeo copy --multi-arch index-only --preserve-digests --src-tls-verify="${TLS_VERIFY:-true}" --dest-tls-verify="${TLS_VERIFY:-true}" \
    "docker://${image}@${DIGEST:?}" "docker://${image}:${tag}" >&2; then
    fail 4 'Tag failed' "${image}:${tag} cannot be written; the message of the registry is above. The token needs packages: write."
  fi
  done_tags+=("${tag}")
}

list_tags() {
  if ! skopeo list-tags --tls-verify="${TLS_VERIFY:-true}" "docker://${image}" | jq --raw-output '.Tags[]'; then
    fail 4 'Tags not read' "The tags of ${image} cannot be read; the message of the registry is above."
  fi
}

# A version that people have deployed stays what it is.
check_version() {
  local -r version="$1" known="$2"
  local present
  if ! grep --quiet --line-regexp --fixed-strings -- "${version}" <<< "${known}"; then
    return
  fi
  fetch_manifest "${image}:${version}" "${work}/present"
  present="$(digest_of "${work}/present")"
  if [[ "${present}" != "${DIGEST:?}" ]]; then
    fail 3 'Version exists' "${image}:${version} is ${present} already, and a version is never moved. Release a new version, or delete this one from the registry first."
  fi
}

# Prints the highest release that a tag covers, this one among them. The dot keeps 1 from covering 10.0.0.
highest_release() {
  local -r tag="$1" version="$2" known="$3"
  local pattern='^[0-9]+\.[0-9]+\.[0-9]+$'
  if [[ "${tag}" != latest ]]; then
    pattern="^${tag//./\\.}(\.[0-9]+)+\$"
  fi
  printf '%s\n%s\n' "${known}" "${version}" \
    | grep --extended-regexp '^[0-9]+\.[0-9]+\.[0-9]+$' \
    | grep --extended-regexp -- "${pattern}" | sort --version-sort | tail -n 1
}

put_release() {
  local -r version="$1" known="$2"
  local tag highest
  check_version "${version}" "${known}"
  put_tag "${version}"
  for tag in "${wanted[@]}"; do
    if [[ ! "${tag}" =~ ^([0-9]+(\.[0-9]+)?|latest)$ ]]; then
      continue
    fi
    highest="$(highest_release "${tag}" "${version}" "${known}")"
    if [[ "${highest}" == "${version}" ]]; then
      put_tag "${tag}"
    else
      printf '%s stays where it is: %s is higher than %s.\n' "${tag}" "${highest}" "${version}" >&2
    fi
  done
}

main() {
  require_tools grep jq sha256sum skopeo sort tail
  require_parameters IMAGE DIGEST TAGS
  local image tag known release=''
  local -a wanted=() done_tags=()
  check_image
  check_digest DIGEST "${DIGEST:?}"
  read -r -a wanted <<< "${TAGS:?}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  for tag in "${wanted[@]}"; do
    if [[ ! "${tag}" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]]; then
      fail 64 'Bad tag' "TAGS has ${tag}. Use letters, digits, _, . and -, not more than 128."
    elif [[ "${tag}" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-|$) ]]; then
      release="${tag}"
    elif [[ ! "${tag}" =~ ^([0-9]+(\.[0-9]+)?|latest)$ ]]; then
      put_tag "${tag}"
    fi
  done
  if [[ -n "${release}" ]]; then
    # Only now: a repository without any tag has no list.
    known="$(list_tags)"
    put_release "${release}" "${known}"
  fi
  set_output tags "${done_tags[*]}"
  add_summary "Tagged \`${image}@${DIGEST}\` as \`${done_tags[*]}\`."
}

main "$@"
