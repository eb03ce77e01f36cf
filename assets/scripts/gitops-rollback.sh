#!/usr/bin/env bash
# @summary Takes the folder of an application back to a version that was in service, or out of a rollout that was interrupted: one more commit, pushed.
# @param REPOSITORY_URL Address of the repository that Argo CD or Flux follows, such as https://github.com/acme/deployments.git.
# @param BRANCH Branch that is followed. (default: main)
# @param FOLDER Folder of the application in it; what others change beside it is left alone.
# @param FILE File in the folder that names the version.
# @param TARGET_KIND How it does: helm-values or kustomize.
# @param IMAGE_KEY Key of the image: a path in the values, or the name in the list of kustomize; empty takes image, or the first one. (default: )
# @param ENVIRONMENT Name of the environment.
# @param TARGET_VERSION Version to go back to; empty takes the one before. (default: )
# @param WHEN always, or interrupted to act only where a rollout did not end. (default: always)
# @param CONTROLLER Who follows the repository, argo-cd or flux, to be waited for as gitops-wait.sh does, with its parameters; empty waits for nobody. (default: )
# @param RUN_URL Address of the run, for the commit. (default: )
# @param AUTHOR Name on the commit. (default: github-actions[bot])
# @param EMAIL Mail address on the commit. (default: 41898282+github-actions[bot]@users.noreply.github.com)
# @param ATTEMPTS How often a push that others were faster than is tried. (default: 10)
# @secret GIT_TOKEN Token that may write the contents of that repository.
# @output outcome rolled-back, removed (a first version that failed), absent or in-service (nothing to do).
# @output revision Commit that is wanted now; empty when there is none.
# @output version Version that is wanted now; empty when there is none.
# @output left Version that was taken out of service.
# @needs dirname env git grep jq mktemp yq
# @exit 3 The version that is back did not become healthy; why is in the log.
# @exit 4 There is no version to go back to; those there are, are listed.
# @exit 5 The repository was not read or not written; what git said is in the log.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing, or is another one.
set -euo pipefail
shopt -s inherit_errexit
work=''
tip=''
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

# Sets `tip`: the newest commit of the branch. Commits and folders are fetched, files only when they are looked at.
take_newest() {
  if ! "${remote[@]}" fetch --quiet --filter=blob:none --no-tags origin "refs/heads/${BRANCH:-main}"; then
    fail 5 'Not read' "git could not fetch ${BRANCH:-main} of ${REPOSITORY_URL:?}; its message is above. Check the name, and that the token may write the contents of it."
  fi
  tip="$(git -C "${work}/state" rev-parse FETCH_HEAD)"
}

# The states of the folder, newest first, each with its own phase or that of the one before; without any, it was stable.
read_history() {
  local -r format='%H|%(trailers:key=Delivery-Path,valueonly,separator=%x2C)|%(trailers:key=Delivery-Phase,valueonly,separator=%x2C)|%(trailers:key=Delivery-Version,valueonly,separator=%x2C)|%(trailers:key=Delivery-Restores,valueonly,separator=%x2C)'
  local -r log=("${remote[@]}" log --first-parent)
  "${log[@]}" --format=%H "${tip}" -- "${FOLDER:?}" > "${work}/states"
  "${log[@]}" --format=%H --grep="^Delivery-Path: ${FOLDER//./\\.}\$" "${tip}" >> "${work}/states"
  if [[ ! -s "${work}/states" ]]; then
    printf '[]'
    return 0
  fi
  "${remote[@]}" rev-list --first-parent "${tip}" | grep --fixed-strings --line-regexp --file="${work}/states" \
    | "${remote[@]}" log --no-walk=unsorted --stdin --format="${format}" | jq --raw-input --null-input --arg folder "${FOLDER}" '
      [inputs | split("|") | {commit: .[0], own: (.[1] == $folder), phase: .[2], version: .[3], restores: .[4]}] | reverse
      | [foreach .[] as $state ("stable"; if $state.own then $state.phase else . end; $state + {phase: .})] | reverse'
}

# The version that the files of a commit name; nothing where they name none.
version_at() {
  local key="${IMAGE_KEY:-}" content
  if ! content="$("${remote[@]}" show "$1:${FOLDER:?}/${FILE:?}")"; then
    return 0
  elif [[ "${TARGET_KIND:?}" == 'helm-values' ]]; then
    yq --output-format json '.' <<< "${content}" | jq --raw-output --arg key "${key:-image}" 'getpath(($key | split(".")) + ["tag"]) // ""'
  else
    yq --output-format json '.' <<< "${content}" | jq --raw-output --arg key "${key}" 'first(.images[]? | select($key == "" or .name == $key) | .newTag // empty) // ""'
  fi
}

# A rollback is an older state again; whatever lies between was left for a reason and is not "the one before".
origin_of() {
  jq 'def origin($at): .[$at].restores as $to | (if $to == "" then null else map(.commit) | index($to) end) as $next
    | if $next == null or $next <= $at then $at else origin($next) end; origin(0)' <<< "$1"
}

# Prints "commit version" of where to go, or nothing. Of many states only the newest are looked at.
find_target() {
  local -r history="$1" behind="$2" wanted="${3#v}"
  local states commit version known=''
  states="$(jq --raw-output --argjson behind "${behind}" '.[$behind + 1:] | map(select(.phase == "stable"))[:200][]
    | "\(.commit) \(if .own then .version else "" end)"' <<< "${history}")"
  while read -r commit version; do
    if [[ -n "${commit}" && -z "${version}" ]]; then
      version="$(version_at "${commit}")"
    fi
    if [[ -n "${version}" && ( -z "${wanted}" || "${version#v}" == "${wanted}" ) ]]; then
      printf '%s %s' "${commit}" "${version}"
      return 0
    fi
    known+="${version:+${commit} ${version}, }"
  done <<< "${states}"
  printf '%s was in service with these commits and versions: %s\n' "${FOLDER:?}" "${known:-none}" >&2
}

# The commit that gives the folder the content of an older one, on top of the newest; prints it.
commit_state() {
  local -r commit="$1" version="$2" left="$3"
  local tree
  "${remote[@]}" read-tree "${tip}"
  "${remote[@]}" rm -r --quiet --cached --force --ignore-unmatch -- "${FOLDER:?}" >&2
  "${remote[@]}" read-tree --prefix="${FOLDER}/" "${commit}:${FOLDER}"
  tree="$("${remote[@]}" write-tree --missing-ok)"
  printf '%s\n' "Take ${ENVIRONMENT:?} back from ${left:-nothing} to ${version:-nothing}" '' "Delivery-Path: ${FOLDER}" "Delivery-Version: ${version}" \
    'Delivery-Phase: stable' "Delivery-Restores: ${commit}" "Delivery-Run: ${RUN_URL:-}" > "${work}/message"
  "${remote[@]}" -c "user.name=${AUTHOR:-github-actions[bot]}" -c "user.email=${EMAIL:-41898282+github-actions[bot]@users.noreply.github.com}" \
    commit-tree "${tree}" -p "${tip}" -F "${work}/message"
}

# Pushes the older state and prints its commit. Nothing leaves the history, and whoever was faster stays in it.
restore() {
  local base mine='' attempt=0
  # An answer can be lost on its way; and where nobody came between, trying again does not help.
  while [[ "${mine}" != "${tip}" ]]; do
    if (( attempt++ == ${ATTEMPTS:-10} )); then
      fail 5 'Not written' "Others were faster ${ATTEMPTS:-10} times. Run the rollback again."
    fi
    base="${tip}"
    mine="$(commit_state "$@")"
    if "${remote[@]}" push --quiet origin "${mine}:refs/heads/${BRANCH:-main}" >&2; then
      break
    fi
    take_newest
    if [[ "${tip}" == "${base}" ]]; then
      fail 5 'Not written' "${REPOSITORY_URL:?} did not take the commit; what git said is above. The token needs to write its contents, and a rule of ${BRANCH:-main} must let it push."
    fi
  done
  printf '%s' "${mine}"
}

report() {
  local -r outcome="$1" version="$3" left="$4"
  set_output outcome "${outcome}"
  set_output revision "$2"
  set_output version "${version}"
  set_output left "${left}"
  add_summary "**${FOLDER:?}: ${outcome}.** In service: ${version:-nothing}; taken out: ${left:-nothing}."
}

go_back() {
  local -r commit="$1" version="$2" left="$3"
  local outcome=rolled-back mine folder
  folder="$(dirname -- "$0")"
  printf 'Taking %s back from %s to %s (%s). This is undone:\n' "${FOLDER:?}" "${left:-nothing}" "${version:-nothing}" "${commit}" >&2
  "${remote[@]}" --no-pager log --first-parent --oneline "${commit}..${tip}" -- "${FOLDER}" >&2
  mine="$(restore "${commit}" "${version}" "${left}")"
  if [[ -z "${version}" ]]; then
    outcome=removed # nothing is left that could become healthy
  elif [[ -n "${CONTROLLER:-}" ]] && ! env --unset=GITHUB_OUTPUT REVISION="${mine}" bash "${folder}/gitops-wait.sh" >&2; then
    fail 3 'Not healthy' "${version} is wanted again (${mine}) and did not become healthy; why is above. Go to another version with TARGET_VERSION."
  fi
  report "${outcome}" "${mine}" "${version}" "${left}"
}

# Leaves a state for the one to go back to.
leave() {
  local -r history="$1" behind="$2" left="$3" wanted="${TARGET_VERSION:-}"
  local target
  target="$(find_target "${history}" "${behind}" "${wanted}")"
  if [[ -z "${target}" && "${WHEN:-always}" == 'interrupted' ]]; then
    target="$(jq --raw-output 'first(.[] | select(.phase == "stable") | .commit + " ") // ""' <<< "${history}")"
  fi
  if [[ -n "${target}" ]]; then
    go_back "${target%% *}" "${target#* }" "${left}"
  elif [[ -n "${wanted}" ]]; then
    fail 4 'No such version' "${wanted} was never in service in ${FOLDER:?}. Those that were are listed above."
  else
    fail 4 'No version before' "Nothing was in service in ${FOLDER:?} before what is there now. To go to another version, name it with TARGET_VERSION."
  fi
}

main() {
  require_tools dirname env git grep jq mktemp yq
  require_parameters REPOSITORY_URL FOLDER FILE TARGET_KIND ENVIRONMENT GIT_TOKEN
  require_yq
  check_repository
  require_form WHEN "${WHEN:-always}" '^(always|interrupted)$' 'Use always or interrupted.'
  require_form RUN_URL "${RUN_URL:-}" '^[^[:space:]]*$' 'Give an address without a space.'
  prepare_git
  take_newest
  local history current phase left behind=0
  history="$(read_history)"
  current="$(jq --raw-output '.[0].commit // ""' <<< "${history}")"
  if [[ -z "${current}" && "${WHEN:-always}" == 'interrupted' ]]; then
    report absent '' '' ''
    return 0
  elif [[ -z "${current}" ]]; then
    fail 4 'Nothing to roll back' "There is no ${FOLDER:?} on ${BRANCH:-main} of ${REPOSITORY_URL:?}. Check these names."
  fi
  phase="$(jq --raw-output '.[0].phase' <<< "${history}")"
  left="$(version_at "${current}")"
  if [[ "${phase}" == 'stable' ]] && [[ "${WHEN:-always}" == 'interrupted' || "${TARGET_VERSION:-}" =~ ^v?"${left#v}"$ ]]; then
    report in-service "${current}" "${left}" ''
    return 0
  elif [[ "${phase}" == 'stable' && -z "${TARGET_VERSION:-}" ]]; then
    behind="$(origin_of "${history}")"
  fi
  leave "${history}" "${behind}" "${left}"
}

main "$@"
