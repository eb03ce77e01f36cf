#!/usr/bin/env bash
# @summary Refuses production dependencies whose licence is not on the list.
# @param ALLOWED SPDX identifiers of the licences that dependencies may have, separated by spaces.
# @param LOCK_FILE Lock file of npm to read. (default: package-lock.json)
# @output checked Number of production dependencies that were looked at.
# @needs jq
# @exit 1 A dependency has another licence, or names none.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

fail() {
  local -r code="$1" message="$2"
  printf 'check-licences: %s\n' "${message}" >&2
  exit "${code}"
}

# Name, licence and verdict of every installed production dependency.
# "A OR B" passes with one of them on the list, "A AND B" only with both.
judge() {
  local -r lock_file="$1" allowed="$2"
  # The dollar signs are jq's.
  # shellcheck disable=SC2016
  local -r program='
    ($allowed | split(" ")) as $list
    | .packages | to_entries[]
    | select((.key | contains("node_modules/")) and (.value.dev | not) and (.value.link | not))
    | (.value.license // "none" | tostring) as $licence
    | ($licence | gsub("[()]"; "") | split(" OR ") | any(split(" AND ") | all(IN($list[])))) as $passes
    | [(.key | sub(".*node_modules/"; "")), $licence, (if $passes then "passes" else "refused" end)] | @tsv'
  jq --raw-output --arg allowed "${allowed}" "${program}" "${lock_file}"
}

main() {
  if ! type -P jq > /dev/null; then
    fail 69 'jq is not on PATH. Install it.'
  fi
  local -r allowed="${ALLOWED:-}" lock_file="${LOCK_FILE:-package-lock.json}"
  if [[ -z "${allowed}" ]]; then
    fail 64 'ALLOWED is empty. Name the licences, such as ALLOWED="MIT ISC".'
  fi
  if [[ ! -f "${lock_file}" ]]; then
    fail 64 "${lock_file} does not exist. Name npm's lock file with LOCK_FILE."
  fi
  if ! jq --null-input --exit-status 'input | .packages | type == "object"' "${lock_file}" > /dev/null; then
    fail 64 "${lock_file} is not a lock file of npm 7 or later."
  fi
  local report refused
  report="$(judge "${lock_file}" "${allowed}")"
  printf '%s\n' "${report}"
  printf 'checked=%s\n' "$(grep -c . <<< "${report}" || true)" >> "${GITHUB_OUTPUT:-/dev/null}"
  refused="$(grep $'\trefused$' <<< "${report}" || true)"
  if [[ -n "${refused}" ]]; then
    fail 1 "not on the list (${allowed}):"$'\n'"${refused}"
  fi
}

main "$@"
