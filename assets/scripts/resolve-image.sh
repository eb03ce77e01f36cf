#!/usr/bin/env bash
# @summary Finds the image of a version: its digest, and the commit it was built from.
# @param IMAGE Repository of the image, such as ghcr.io/acme/tool.
# @param VERSION Version such as 1.4.0 or v1.4.0, a commit as sha-<hex digits>, or a digest as sha256:<hex digits>.
# @param REGISTRY_USER User at the registry. (default: )
# @secret REGISTRY_TOKEN Token that may read the image; without one an earlier sign-in counts. (optional)
# @param TLS_VERIFY Whether the registry must prove who it is: true, or false on the loopback. (default: true)
# @output image Repository of the image in lower case.
# @output digest Digest of the image.
# @output reference The image as name@digest.
# @output tag Tag it was found under; empty for a digest.
# @output version Version of the image, as far as it is known.
# @output revision Commit it was built from; empty where the image does not say.
# @needs grep jq sha256sum skopeo sort tail
# @exit 3 There is no such image.
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

# Lets every program sign in to the registry by a file; an argument could be read by others.
sign_in() {
  local -r folder="$1" host="$2"
  if [[ -z "${REGISTRY_TOKEN:-}" ]]; then
    return
  elif [[ -z "${REGISTRY_USER:-}" ]]; then
    fail 64 'Missing parameter' 'REGISTRY_TOKEN is given without REGISTRY_USER. Set both, or neither.'
  fi
  HOST="${host}" jq --null-input \
    '{auths: {(env.HOST): {auth: ("\(env.REGISTRY_USER):\(env.REGISTRY_TOKEN)" | @base64)}}}' > "${folder}/config.json"
  export REGISTRY_AUTH_FILE="${folder}/config.json" DOCKER_CONFIG="${folder}"
}

digest_of() {
  local sum
  sum="$(sha256sum < "$1")"
  printf 'sha256:%s' "${sum%% *}"
}

# Sets tag, or digest for what names one. Git's v1.4.0 is the image's 1.4.0.
read_version() {
  local -r text="$1" number='(0|[1-9][0-9]*)'
  if [[ "${text}" =~ ^v?(${number}\.${number}\.${number}(-[0-9A-Za-z.-]+)?)$ ]]; then
    tag="${BASH_REMATCH[1]}"
  elif [[ "${text}" =~ ^sha-([0-9a-f]{12})[0-9a-f]{0,52}$ ]]; then
    tag="sha-${BASH_REMATCH[1]}"
  elif [[ "${text}" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    digest="${text}"
  else
    fail 64 'Not a version' "VERSION is ${text}. Use a version such as 1.4.0, a commit as sha- and at least 12 hex digits, or a digest as sha256: and 64. Tags that move, such as latest, name no version."
  fi
}

# Prints the versions nearest to the one that is missing: those of its minor version, else the newest.
near_tags() {
  local tags near=''
  tags="$(skopeo list-tags --tls-verify="${TLS_VERIFY:-true}" "docker://${image}" 2> /dev/null \
    | jq --raw-output '.Tags[]' | { grep --extended-regexp '^[0-9]+\.[0-9]+\.[0-9]+(-|$)|^sha-' || true; })" || tags=''
  if [[ "${tag}" =~ ^[0-9]+\.[0-9]+ ]]; then
    near="$(grep --fixed-strings -- "${BASH_REMATCH[0]}." <<< "${tags}" | sort --version-sort | tail -n 5)" || near=''
  fi
  if [[ -z "${near}" ]]; then
    near="$(sort --version-sort <<< "${tags}" | tail -n 5)"
  fi
  printf '%s' "${near//$'\n'/, }"
}

# Registries say that something is not there in these words; everything else may pass.
report_missing() {
  local -r messages="$1"
  local near
  if ! grep --quiet --ignore-case --extended-regexp 'manifest unknown|name unknown|404 \(Not Found\)' "${messages}"; then
    fail 4 'Registry did not answer' "${image} cannot be read; the message of the registry is above. The token needs packages: read."
  fi
  near="$(near_tags)"
  fail 3 'No such image' "${image} has no ${tag:-${digest}}. Nearest are: ${near:-none}. Has its workflow finished?"
}

find_manifest() {
  local -r reference="$1"
  if ! skopeo inspect --raw --tls-verify="${TLS_VERIFY:-true}" "docker://${reference}" > "${work}/manifest" 2> "${work}/messages"; then
    cat "${work}/messages" >&2
    report_missing "${work}/messages"
  fi
}

# Prints the labels of the image; those of a joined one are the same on each platform.
labels_of() {
  local -r file="$1"
  local platform reference="${image}@${digest}"
  platform="$(jq --raw-output '[.manifests[]? | select(.platform.os != "unknown")]
    | (map(select(.platform.architecture == "amd64")) + .)[0].digest // empty' "${file}")"
  if [[ -n "${platform}" ]]; then
    reference="${image}@${platform}"
  fi
  if ! skopeo inspect --config --tls-verify="${TLS_VERIFY:-true}" "docker://${reference}" | jq --compact-output '.config.Labels // {}'; then
    fail 4 'Image not read' "The facts of ${reference} cannot be read; the message of the registry is above."
  fi
}

main() {
  require_tools grep jq sha256sum skopeo sort tail
  require_parameters IMAGE VERSION
  local image labels revision version tag='' digest=''
  check_image
  read_version "${VERSION:?}"
  work="$(make_work_folder)"
  trap clean_up EXIT
  sign_in "${work}" "${image%%/*}"
  find_manifest "${image}${tag:+:${tag}}${digest:+@${digest}}"
  digest="$(digest_of "${work}/manifest")"
  labels="$(labels_of "${work}/manifest")"
  # Labels are text of whoever built the image, so nothing but a commit and a tag gets through.
  revision="$(jq --raw-output '."org.opencontainers.image.revision" // "" | select(test("^[0-9a-f]{40}([0-9a-f]{24})?$"))' <<< "${labels}")"
  version="$(jq --raw-output '."org.opencontainers.image.version" // "" | select(test("^[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}$"))' <<< "${labels}")"
  if [[ -n "${tag}" && "${tag}" != sha-* ]]; then
    version="${tag}"
  fi
  set_output image "${image}"
  set_output digest "${digest}"
  set_output reference "${image}@${digest}"
  set_output tag "${tag}"
  set_output version "${version}"
  set_output revision "${revision}"
  add_summary "Image \`${image}@${digest}\` of version **${version:-unknown}**, commit \`${revision:-unknown}\`."
}

main "$@"
