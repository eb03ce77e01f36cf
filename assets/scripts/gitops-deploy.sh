#!/usr/bin/env bash
# @summary Writes the version that is wanted into the repository that Argo CD or Flux follows: one commit, pushed.
# @param REPOSITORY_URL Address of that repository, such as https://github.com/acme/deployments.git.
# @param BRANCH Branch that is followed. (default: main)
# @param FOLDER Folder of the application in it; what others change beside it is left alone.
# @param FILE File in the folder that names the version.
# @param TARGET_KIND How it does: helm-values or kustomize.
# @param ROLLOUT_VALUES Whether the chart takes the values of a rollout, as the starter chart does: true or false. (default: true)
# @param IMAGE_KEY Key of the image: a path in the values, or the name in the list of kustomize; empty takes image, or IMAGE. (default: )
# @param IMAGE Image without tag and digest, such as ghcr.io/owner/name.
# @param VERSION Tag of the image.
# @param DIGEST Digest of the image, sha256:…; without one the tag alone decides. (default: )
# @param ENVIRONMENT Name of the environment.
# @param STRATEGY rolling, canary or blue-green. (default: rolling)
# @param PHASE rolling while it is tried, promoting to let it take over, stable to end the rollout. (default: rolling)
# @param PERCENTAGE Share of the traffic for the new version. (default: 100)
# @param FLAGS_FILE File with the feature flags of the new version. (default: )
# @param PREVIOUS Commit before this step: if the folder has another content since, nothing is written. (default: )
# @param RUN_URL Address of the run, for the commit. (default: )
# @param AUTHOR Name on the commit. (default: github-actions[bot])
# @param EMAIL Mail address on the commit. (default: 41898282+github-actions[bot]@users.noreply.github.com)
# @param ATTEMPTS How often a push that others were faster than is tried. (default: 10)
# @secret GIT_TOKEN Token that may write the contents of that repository.
# @output revision Commit that wants this version; the controller has to reach it.
# @output previous Commit of the branch before.
# @needs find git jq mktemp sha256sum yq
# @exit 4 The repository was not read or not written; what git said is in the log.
# @exit 5 Somebody else changed the folder meanwhile.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing, or is another one.
set -euo pipefail
shopt -s inherit_errexit
work=''
base=''
mine=''
declare -a remote=()

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

# Debian's yq is another program with the same name.
require_yq() {
  local version
  version="$(yq --version)"
  if [[ "${version}" != *mikefarah*' v4.'* ]]; then
    fail 69 'Other program' "yq is ${version}, not version 4 of https://github.com/mikefarah/yq. It is on GitHub's runners; put it first on PATH."
  fi
}

require_form() {
  local -r name="$1" value="$2" form="$3" fix="$4"
  if [[ ! "${value}" =~ ${form} ]]; then
    fail 64 'Wrong parameter' "${name} is \"${value/:\/\/*@/://…@}\". ${fix}"
  fi
}

check_repository() {
  require_form REPOSITORY_URL "${REPOSITORY_URL:?}" '^(https://[^/@[:space:]]+/|ssh://|file:///)[^[:space:]]+$' 'Give an address such as https://github.com/acme/deployments.git, without user and token.'
  require_form FOLDER "/${FOLDER:?}" '^(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$' 'Give a path in the repository, such as environments/production/alys.'
  require_form FILE "/${FILE:?}" '^(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$' 'Give a path in the folder, such as values.yaml.'
  require_form TARGET_KIND "${TARGET_KIND:?}" '^(helm-values|kustomize)$' 'Use helm-values or kustomize.'
  require_form IMAGE_KEY "${IMAGE_KEY:-}" '^[A-Za-z0-9_./:-]*$' 'Give keys with dots between, or the name of an image.'
  require_form BRANCH "${BRANCH:-main}" '^[A-Za-z0-9_][A-Za-z0-9_./-]*$' 'Give the name of a branch.'
}

# An empty repository that knows the other one. The token is for this server alone and stands in no argument, file or address.
prepare_git() {
  local -r url="${REPOSITORY_URL:?}"
  local -r server="${url%"/${url#*://*/}"}"
  local -r helper="!helper() { printf 'username=x-access-token\\npassword='; printenv GIT_TOKEN; }; helper"
  export GIT_TOKEN="${GIT_TOKEN:?}" GIT_TERMINAL_PROMPT=0
  work="$(make_work_folder)"
  trap clean_up EXIT
  git init --quiet --initial-branch=state "${work}/state"
  git -C "${work}/state" remote add origin "${url}"
  remote=(git -C "${work}/state" -c "credential.${server}.helper=" -c "credential.${server}.helper=${helper}")
}

check_parameters() {
  require_form PERCENTAGE "${PERCENTAGE:-100}" '^(100|[1-9]?[0-9])$' 'Use a whole number from 0 to 100.'
  require_form STRATEGY "${STRATEGY:-rolling}" '^(rolling|canary|blue-green)$' 'Use rolling, canary or blue-green.'
  require_form PHASE "${PHASE:-rolling}" '^(rolling|promoting|stable)$' 'Use rolling, promoting or stable.'
  require_form VERSION "${VERSION:?}" '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$' 'Give a tag of the image.'
  require_form ATTEMPTS "${ATTEMPTS:-10}" '^[1-9][0-9]?$' 'Use a number from 1 to 99.'
  require_form RUN_URL "${RUN_URL:-}" '^[^[:space:]]*$' 'Give an address without a space.'
  if [[ -n "${FLAGS_FILE:-}" && ! -f "${FLAGS_FILE:-}" ]]; then
    fail 64 'No feature flags' "FLAGS_FILE ${FLAGS_FILE:-} is no file. Write the flags of ${ENVIRONMENT:?} there; an empty file has none."
  fi
}

fetch() {
  if ! "${remote[@]}" fetch --quiet --depth=1 --no-tags origin "$1"; then
    fail 4 'Not read' "git could not fetch $1 of ${REPOSITORY_URL:?}; its message is above. Check the name, and that the token may write the contents of it."
  fi
}

# What others wrote beside the folder is taken in; what they wrote in it ends the run, for nobody has tested that.
take_newest() {
  local -r state="${work}/state"
  fetch "refs/heads/${BRANCH:-main}"
  git -C "${state}" reset --quiet --hard FETCH_HEAD
  if [[ ! -f "${state}/${FOLDER:?}/${FILE:?}" || -L "${state}/${FOLDER}/${FILE}" ]]; then
    fail 64 'No such file' "${FOLDER}/${FILE} is no file on ${BRANCH:-main} of ${REPOSITORY_URL:?}. Commit it first, with what stays the same in every version."
  elif [[ -z "${PREVIOUS:-}" ]]; then
    return 0
  fi
  fetch "${PREVIOUS:-}"
  if ! git -C "${state}" diff --quiet "${PREVIOUS:-}" HEAD -- "${FOLDER}"; then
    git -C "${state}" --no-pager diff --stat "${PREVIOUS:-}" HEAD -- "${FOLDER}" >&2
    fail 5 'Changed meanwhile' "${FOLDER} was changed by somebody else since ${PREVIOUS:-}; what differs is above. Deploy again when that is what you want."
  fi
}

# What a chart gets that can run two versions. The one before is what was stable when the rollout began.
rollout_values() {
  jq --arg image "${IMAGE:?}" --arg tag "${VERSION:?}" --arg digest "${DIGEST:-}" --arg environment "${ENVIRONMENT:?}" \
    --arg strategy "${STRATEGY:-rolling}" --arg phase "${PHASE:-rolling}" --argjson percentage "${PERCENTAGE:-100}" '
      (if $phase == "stable" then {}
        elif .rollout.phase == "rolling" or .rollout.phase == "promoting" then .rollout.stable // {}
        elif (.image.tag // "") == "" then {}
        else {repository: (.image.repository // $image), tag: .image.tag, digest: .image.digest, configMap: .featureFlags.configMap}
          | with_entries(select((.value // "") != "")) end) as $before
      | {
          image: {repository: $image, tag: $tag, digest: $digest},
          environment: $environment,
          rollout: {strategy: $strategy, phase: $phase, percentage: $percentage, stable: $before}
        }'
}

# A ConfigMap that is named after its content: pods restart on a change, and the version before keeps its own.
add_flags() {
  local -r values="$1" flags="${FLAGS_FILE:-}" folder="${work}/state/${FOLDER:?}/feature-flags"
  local sum name before
  sum="$(sha256sum < "${flags}")"
  name="${FOLDER##*/}-features-${sum:0:12}"
  before="$(jq --raw-output '.rollout.stable.configMap // ""' "${values}")"
  mkdir -p "${folder}"
  find "${folder}" -type f -name '*.yaml' ! -name "${before}.yaml" -delete
  jq --null-input --arg name "${name}" --arg key "flags.${flags##*.}" --rawfile flags "${flags}" \
    '{apiVersion: "v1", kind: "ConfigMap", metadata: {name: $name}, immutable: true, data: {($key): $flags}}' \
    | yq --input-format json --output-format yaml --prettyPrint '.' > "${folder}/${name}.yaml"
  jq --arg name "${name}" '.featureFlags.configMap = $name' "${values}" > "${values}.new"
  mv -- "${values}.new" "${values}"
}

write_rollout() {
  local -r file="$1" values="${work}/values.json"
  yq --output-format json '.' "${file}" | rollout_values > "${values}"
  # At a first installation nothing has to be taken over.
  if [[ "${PHASE:-rolling}" == 'promoting' ]] && jq --exit-status '.rollout.stable == {}' "${values}" > /dev/null; then
    return 0
  elif [[ -n "${FLAGS_FILE:-}" ]]; then
    add_flags "${values}"
  fi
  yq --input-format json --output-format yaml --prettyPrint '.' "${values}" > "${work}/values.yaml"
  VALUES="${work}/values.yaml" yq --inplace 'del(.rollout.stable) | . *= load(strenv(VALUES))' "${file}"
}

write_image() {
  local -r file="$1" flags="${FLAGS_FILE:-}" key="${IMAGE_KEY:-}"
  export IMAGE="${IMAGE:?}" VERSION="${VERSION:?}" DIGEST="${DIGEST:-}"
  if [[ "${TARGET_KIND:?}" == 'helm-values' ]]; then
    KEY="${key:-image}" yq --inplace 'setpath((strenv(KEY) | split(".")) + ["tag"]; strenv(VERSION))
      | setpath((strenv(KEY) | split(".")) + ["digest"]; strenv(DIGEST))' "${file}"
  else
    KEY="${key:-${IMAGE}}" yq --inplace 'with(select([.images[] | select(.name == strenv(KEY))] | length == 0); .images += [{"name": strenv(KEY)}])
      | with(.images[] | select(.name == strenv(KEY)); .newTag = strenv(VERSION) | .digest = strenv(DIGEST))
      | with(.images[] | select(.name == strenv(KEY) and .name != strenv(IMAGE)); .newName = strenv(IMAGE))
      | del(.images[] | select(.digest == "") | .digest)' "${file}"
  fi
  if [[ -n "${flags}" ]]; then
    cp -- "${flags}" "${work}/state/${FOLDER:?}/${flags##*/}"
  fi
}

commit_state() {
  local -r state="${work}/state"
  local before="${PREVIOUS:-}"
  git -C "${state}" add --all -- "${FOLDER:?}"
  if git -C "${state}" diff --cached --quiet; then
    before="$(git -C "${state}" log -1 --format='%(trailers:key=Delivery-Phase,valueonly,separator=%x2C)' "${before:-HEAD}")"
    # The end of a rollout is told although no file changes: the way back goes by what was in service.
    if [[ "${PHASE:-rolling}" != 'stable' || ! "${before}" =~ ^(rolling|promoting)$ ]]; then
      return 0
    fi
  fi
  printf '%s\n' "Deploy ${VERSION:?} to ${ENVIRONMENT:?}: ${PHASE:-rolling}, ${PERCENTAGE:-100} %" '' "Delivery-Path: ${FOLDER}" "Delivery-Version: ${VERSION}" \
    "Delivery-Phase: ${PHASE:-rolling}" "Delivery-Run: ${RUN_URL:-}" > "${work}/message"
  git -C "${state}" -c "user.name=${AUTHOR:-github-actions[bot]}" -c "user.email=${EMAIL:-41898282+github-actions[bot]@users.noreply.github.com}" \
    -c commit.gpgSign=false -c core.hooksPath=/dev/null commit --quiet --allow-empty --file="${work}/message"
}

# Sets `base`, the commit before, and `mine`. Whoever was faster is not overwritten: the state is written anew on top.
push_state() {
  local -r state="${work}/state"
  local newest attempt
  for (( attempt = 1; attempt <= ${ATTEMPTS:-10}; attempt += 1 )); do
    take_newest
    base="$(git -C "${state}" rev-parse HEAD)"
    if [[ "${TARGET_KIND:?}" == 'helm-values' && "${ROLLOUT_VALUES:-true}" == 'true' ]]; then
      write_rollout "${state}/${FOLDER:?}/${FILE:?}"
    else
      write_image "${state}/${FOLDER:?}/${FILE:?}"
    fi
    commit_state
    mine="$(git -C "${state}" rev-parse HEAD)"
    if [[ "${mine}" == "${base}" ]] || "${remote[@]}" push --quiet origin "HEAD:refs/heads/${BRANCH:-main}" >&2; then
      return 0
    fi
    fetch "refs/heads/${BRANCH:-main}"
    newest="$(git -C "${state}" rev-parse FETCH_HEAD)"
    # An answer can be lost on its way; and where nobody came between, trying again does not help.
    if [[ "${newest}" == "${mine}" ]]; then
      return 0
    elif [[ "${newest}" == "${base}" ]]; then
      fail 4 'Not written' "${REPOSITORY_URL:?} did not take the commit; what git said is above. The token needs to write its contents, and a rule of ${BRANCH:-main} must let it push."
    fi
    printf 'Somebody else pushed to %s; trying again on top of %s.\n' "${BRANCH:-main}" "${newest}" >&2
  done
  fail 4 'Not written' "Others were faster ${ATTEMPTS:-10} times. Run the deployment again."
}

main() {
  require_tools find git jq mktemp sha256sum yq
  require_parameters REPOSITORY_URL FOLDER FILE TARGET_KIND IMAGE VERSION ENVIRONMENT GIT_TOKEN
  require_yq
  check_repository
  check_parameters
  prepare_git
  push_state
  if [[ "${mine}" == "${base}" ]]; then
    # Nothing changed: the commit before this step holds the same; the branch may have gone on since.
    mine="${PREVIOUS:-}"
    mine="${mine:-${base}}"
  fi
  set_output revision "${mine}"
  set_output previous "${base}"
  add_summary "- ${VERSION:?}, ${PHASE:-rolling}, ${PERCENTAGE:-100} %: \`${mine:0:12}\` in \`${FOLDER:?}\`"
}

main "$@"
