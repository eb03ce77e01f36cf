#!/usr/bin/env bash
# @summary Packs the package once, so that every later job uses the same tarball.
# @param PACKAGE_DIR Folder of the package. (default: .)
# @param DESTINATION Folder for the tarball; created, and empty before. (default: package)
# @param PACKAGE_MANAGER Program that packs: npm, pnpm, yarn or bun. (default: npm)
# @output tarball File name of the tarball.
# @output path Path of the tarball.
# @output package Name of the package.
# @output version Version of the package.
# @output sha256 SHA-256 checksum of the tarball.
# @needs awk jq sha256sum tar
# @exit 3 Packing failed, or its result is not one sound tarball.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

packer=()
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

prepare_destination() {
  local -r destination="$1"
  local contents
  mkdir -p "${destination}"
  contents="$(ls -A "${destination}")"
  if [[ -n "${contents}" ]]; then
    fail 64 'Destination not empty' "${destination} already holds: ${contents//$'\n'/, }. Remove it, or choose another DESTINATION."
  fi
}

# Sets packer to the command line that packs the folder it runs in.
choose_packer() {
  local -r manager="$1" destination="$2"
  local version
  case "${manager}" in
    npm) packer=(npm pack --json --pack-destination "${destination}") ;;
    pnpm) packer=(pnpm pack --pack-destination "${destination}") ;;
    bun) packer=(bun pm pack --destination "${destination}") ;;
    *)
      version="$(yarn --version)"
      if [[ "${version}" == 1.* ]]; then
        packer=(yarn pack --filename "${destination}/package.tgz")
      else
        packer=(yarn pack --out "${destination}/package.tgz")
      fi
      ;;
  esac
}

pack() {
  local -r report="$1"
  local status=0
  "${packer[@]}" > "${report}" || status=$?
  cat "${report}" >&2
  if (( status != 0 )); then
    fail 3 'Packing failed' "\"${packer[*]}\" ended with ${status}; its messages are above."
  fi
}

# The file name in npm's report. Output of a prepack script may stand before the JSON; up to
# npm 11 the report is a list, from npm 12 on an object by name; npm 8 leaves the / of a scope.
file_named_by_npm() {
  awk '/^[[{]$/ { text = "" } { text = text $0 "\n" } END { printf "%s", text }' "$1" \
    | jq --raw-output '
        (if type == "array" then . else [.[]] end)
        | if length == 1 then .[0].filename else error("not one package") end
        | sub("^@"; "") | gsub("/"; "-")'
}

# Prints the file name of the one tarball in the folder.
find_tarball() {
  local -r destination="$1"
  local -a found=()
  local file
  for file in "${destination}"/*.tgz; do
    if [[ -s "${file}" ]]; then
      found+=("${file##*/}")
    fi
  done
  if (( ${#found[@]} != 1 )); then
    fail 3 'Not one tarball' "${destination} holds ${#found[@]} tarballs instead of one: ${found[*]:-none}. Pack one package at a time."
  fi
  printf '%s' "${found[0]}"
}

# Prints name and version from the manifest inside the tarball.
read_manifest() {
  local -r tarball="$1"
  local entries
  entries="$(tar --list --gzip --file "${tarball}" | awk '!/\/$/ && $0 != "package/package.json"')"
  if [[ -z "${entries}" ]]; then
    fail 3 'Empty package' "${tarball##*/} holds nothing but package.json. Build first, and check the files field."
  fi
  tar --extract --gzip --to-stdout --file "${tarball}" package/package.json \
    | jq --raw-output --exit-status 'select(.name and .version) | [.name, .version] | @tsv'
}

# Yarn gets a fixed file name, because its own differs between its versions.
name_like_npm() {
  local -r destination="$1" file="$2" package="$3" version="$4"
  local wanted="${package#@}"
  wanted="${wanted//\//-}-${version}.tgz"
  if [[ "${file}" == 'package.tgz' && "${wanted}" != 'package.tgz' ]]; then
    mv "${destination}/${file}" "${destination}/${wanted}"
    printf '%s' "${wanted}"
  else
    printf '%s' "${file}"
  fi
}

publish_result() {
  local -r destination="$1" file="$2" package="$3" version="$4"
  local sums
  sums="$(cd "${destination}" && sha256sum -- "${file}")"
  printf '%s\n' "${sums}" > "${destination}/SHA256SUMS"
  set_output tarball "${file}"
  set_output path "${DESTINATION:-package}/${file}"
  set_output package "${package}"
  set_output version "${version}"
  set_output sha256 "${sums%% *}"
  add_summary "Packed **${package} ${version}** as \`${file}\`, SHA-256 \`${sums%% *}\`."
}

main() {
  local -r manager="${PACKAGE_MANAGER:-npm}"
  if [[ ! "${manager}" =~ ^(npm|pnpm|yarn|bun)$ ]]; then
    fail 64 'Unknown package manager' "PACKAGE_MANAGER is ${manager}. Use npm, pnpm, yarn or bun."
  fi
  require_tools awk jq sha256sum tar "${manager}"
  local destination file named manifest package version
  prepare_destination "${DESTINATION:-package}"
  destination="$(cd "${DESTINATION:-package}" && pwd)"
  work="$(make_work_folder)"
  trap clean_up EXIT
  cd "${PACKAGE_DIR:-.}"
  choose_packer "${manager}" "${destination}"
  pack "${work}/report"
  file="$(find_tarball "${destination}")"
  if [[ "${manager}" == 'npm' ]]; then
    named="$(file_named_by_npm "${work}/report")"
    if [[ "${named}" != "${file}" ]]; then
      fail 3 'Other tarball' "npm reports ${named}, but ${destination} holds ${file}."
    fi
  fi
  manifest="$(read_manifest "${destination}/${file}")"
  IFS=$'\t' read -r package version <<< "${manifest}"
  file="$(name_like_npm "${destination}" "${file}" "${package}" "${version}")"
  publish_result "${destination}" "${file}" "${package}" "${version}"
}

main "$@"
