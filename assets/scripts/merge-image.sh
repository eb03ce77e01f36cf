#!/usr/bin/env bash
# @summary Joins images of several platforms into one and pushes it by its digest, without a tag.
# @param IMAGE Repository of the image, such as ghcr.io/acme/tool.
# @param PLATFORMS The images to join as platform@digest, separated by spaces.
# @param VERSION Version of the image, kept in it as an annotation. (default: )
# @param REVISION Commit it was built from, kept in it as an annotation. (default: )
# @param SOURCE Address of the repository, kept in it as an annotation. (default: )
# @param TLS_VERIFY Whether the registry must prove who it is: true, or false on the loopback. (default: true)
# @output digest Digest of the joined image.
# @output reference The joined image as name@digest.
# @needs jq sha256sum skopeo wc
# @exit 3 An image is not what its platform says.
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

# Prints the entry of one platform in the index. What the image says of itself decides, not its builder.
entry_of() {
  local -r platform="$1" digest="$2"
  local -r file="${work}/${platform//\//-}"
  local size
  fetch_manifest "${image}@${digest}" "${file}"
  if ! skopeo inspect --raw --config --tls-verify="${TLS_VERIFY:-true}" "docker://${image}@${digest}" > "${file}.config"; then
    fail 3 'Not one image' "${image}@${digest} for ${platform} is not the image of one platform. Build it with provenance: false and sbom: false."
  fi
  size="$(wc -c < "${file}")"
  jq --null-input --compact-output --exit-status --arg platform "${platform}" --arg digest "${digest}" --argjson size "${size}" \
    --slurpfile manifest "${file}" --slurpfile config "${file}.config" '
      ($config[0] | {architecture, os, variant} | del(..|nulls)) as $own
      | ($own | [.os, .architecture, .variant] | map(values) | join("/")) as $name
      | if ($name + "/" | startswith($platform + "/")) and $manifest[0].config
        then {mediaType: ($manifest[0].mediaType // "application/vnd.oci.image.manifest.v1+json"), digest: $digest, size: $size, platform: $own}
        else error("it is an image for \($name)") end' \
    || fail 3 'Other platform' "${image}@${digest} was given for ${platform}; the message above says what it is."
}

# Docker's own form of a list has no annotations; it is kept for images of that form alone.
write_index() {
  jq --slurp --join-output --compact-output \
    --arg version "${VERSION:-}" --arg revision "${REVISION:-}" --arg source "${SOURCE:-}" '
      {version: $version, revision: $revision, source: $source} as $facts
      | if all(.[]; .mediaType | startswith("application/vnd.docker."))
        then {schemaVersion: 2, mediaType: "application/vnd.docker.distribution.manifest.list.v2+json", manifests: .}
        else {schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: .}
          + ($facts | with_entries(select(.value != "") | .key |= "org.opencontainers.image." + .)
             | if . == {} then {} else {annotations: .} end) end' "$1"
}

# The same images give the same bytes, so a second run changes nothing.
push_index() {
  local -r folder="$1" digest="$2"
  printf 'Directory Transport Version: 1.1\n' > "${folder}/version"
  if ! skopeo copy --multi-arch index-only --preserve-digests --dest-tls-verify="${TLS_VERIFY:-true}" \
    "dir:${folder}" "docker://${image}@${digest}" >&2; then
    fail 4 'Push failed' "${image}@${digest} cannot be pushed; the message of the registry is above. The token needs packages: write."
  fi
}

main() {
  require_tools jq sha256sum skopeo wc
  require_parameters IMAGE PLATFORMS
  local image pair digest
  local -a pairs=()
  check_image
  read -r -a pairs <<< "${PLATFORMS:?}"
  for pair in "${pairs[@]}"; do
    check_digest "The digest for ${pair%%@*}" "${pair#*@}"
  done
  work="$(make_work_folder)"
  trap clean_up EXIT
  mkdir "${work}/index"
  for pair in "${pairs[@]}"; do
    entry_of "${pair%%@*}" "${pair#*@}" >> "${work}/entries"
  done
  write_index "${work}/entries" > "${work}/index/manifest.json"
  digest="$(digest_of "${work}/index/manifest.json")"
  push_index "${work}/index" "${digest}"
  set_output digest "${digest}"
  set_output reference "${image}@${digest}"
  add_summary "Joined ${#pairs[@]} platforms as \`${image}@${digest}\`."
}

main "$@"
