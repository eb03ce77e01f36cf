#!/usr/bin/env bash
# @summary Verifies that an image was built by a workflow of the repository, and has a bill of materials.
# @param IMAGE Repository of the image, such as ghcr.io/acme/tool.
# @param DIGEST Digest of the image.
# @param REPOSITORY Repository that built it, as owner/name.
# @param SIGNER_WORKFLOW Workflow that signed it, as owner/name/.github/workflows/image.yml.
# @param BILL_OF_MATERIALS Predicate type of the bill of materials of each platform; none where there is no such thing. (default: https://cyclonedx.org/bom)
# @param REGISTRY_USER User at the registry. (default: )
# @secret REGISTRY_TOKEN Token that may read the image; without one an earlier sign-in counts. (optional)
# @secret GH_TOKEN Token that may read attestations.
# @param TLS_VERIFY Whether the registry must prove who it is: true, or false on the loopback. (default: true)
# @needs gh jq sha256sum skopeo
# @exit 3 The image is not verified.
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

# gh fails unless at least one attestation of that kind is for this digest, from this repository and this workflow.
verify() {
  local -r digest="$1" predicate="$2" what="$3"
  if ! gh attestation verify "oci://${image}@${digest}" --repo "${REPOSITORY:?}" --signer-workflow "${SIGNER_WORKFLOW:?}" \
    --predicate-type "${predicate}" >&2; then
    fail 3 'Image not verified' "${image}@${digest} has no ${what} that ${SIGNER_WORKFLOW} signed; the message of gh is above. Deploy an image that this workflow built, or build it anew."
  fi
  printf 'Verified: %s of %s.\n' "${what}" "${digest}" >&2
}

# Prints the digest of each platform; what the image itself is where it has one platform alone.
platforms_of() {
  local -r file="$1"
  jq --raw-output --arg own "${DIGEST:?}" 'if .manifests then .manifests[] | select(.platform.os != "unknown").digest else $own end' "${file}"
}

verify_materials() {
  local -r predicate="$1"
  local found digests digest
  fetch_manifest "${image}@${DIGEST:?}" "${work}/manifest"
  found="$(digest_of "${work}/manifest")"
  if [[ "${found}" != "${DIGEST}" ]]; then
    fail 3 'Image not verified' "The registry answered with ${found} when asked for ${image}@${DIGEST}."
  fi
  digests="$(platforms_of "${work}/manifest")"
  if [[ -z "${digests}" ]]; then
    fail 3 'Image not verified' "${image}@${DIGEST} holds no image of any platform."
  fi
  while IFS= read -r digest; do
    check_digest 'The digest of a platform' "${digest}"
    verify "${digest}" "${predicate}" 'bill of materials'
  done <<< "${digests}"
}

main() {
  require_tools gh jq sha256sum skopeo
  require_parameters IMAGE DIGEST REPOSITORY SIGNER_WORKFLOW GH_TOKEN
  local image
  local -r name='[A-Za-z0-9-]+/[A-Za-z0-9._-]+'
  local -r predicate="${BILL_OF_MATERIALS:-https://cyclonedx.org/bom}"
  check_image
  check_digest DIGEST "${DIGEST:?}"
  if [[ ! "${REPOSITORY:?}" =~ ^${name}$ ]]; then
    fail 64 'Bad repository' "REPOSITORY is ${REPOSITORY}. Use owner/name."
  fi
  if [[ ! "${SIGNER_WORKFLOW:?}" =~ ^${name}/\.github/workflows/[A-Za-z0-9._-]+\.ya?ml$ ]]; then
    fail 64 'Bad workflow' "SIGNER_WORKFLOW is ${SIGNER_WORKFLOW}. Use owner/name/.github/workflows/image.yml."
  fi
  export GH_TOKEN="${GH_TOKEN:?}" GH_PROMPT_DISABLED=1
  work="$(make_work_folder)"
  trap clean_up EXIT
  sign_in "${work}" "${image%%/*}"
  verify "${DIGEST}" https://slsa.dev/provenance/v1 provenance
  if [[ "${predicate}" != none ]]; then
    verify_materials "${predicate}"
  fi
  add_summary "Verified \`${image}@${DIGEST}\`: built and signed by \`${SIGNER_WORKFLOW}\`."
}

main "$@"
