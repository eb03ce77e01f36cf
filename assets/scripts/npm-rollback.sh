#!/usr/bin/env bash
# @summary Takes a published version back: its dist-tags go to a version before, and it is deprecated. Or undoes that.
# @param PACKAGE Name of the package.
# @param VERSION Version that is taken back, or given back with UNDO.
# @param TO Version that gets the dist-tags; empty takes the newest good one before VERSION. (default: )
# @param REGISTRY Address of the registry.
# @param REASON Why, for those who install the version, and for the report.
# @param UNDO true to take the deprecation away, and to give back the dist-tags that stand for the newest version. (default: false)
# @param TIMEOUT Seconds until the registry must show a change. (default: 300)
# @param INTERVAL Seconds until the first look at a change; each further wait is twice as long. (default: 5)
# @secret NPM_TOKEN Token that may move dist-tags and deprecate; without it the run ends with what a person can type. (optional)
# @output outcome rolled-back, undone or nothing (all was so already).
# @output left Version that was taken back, or given back.
# @output version Version that latest is at now.
# @output deprecated true if the version is deprecated now, else false.
# @output report File with what was done and the commands for it, as Markdown.
# @needs awk curl jq npm tee
# @calls npm-version-state.sh
# @exit 3 There is no way back, as the message says; nothing was changed.
# @exit 4 The registry did not answer, or did not do it; running again continues.
# @exit 64 A parameter is missing or wrong.
# @exit 69 A needed program is missing.
set -euo pipefail
shopt -s inherit_errexit

work=''
registry=''
npm_status=0
npm_options=()
result=''

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

# Puts what the registry tells of the package into the file package of the work folder.
look() {
  FILE="${work}/package" bash "${0%/*}/npm-version-state.sh" > /dev/null
}

# Prints the plan as JSON: why not, or which dist-tags go where (to null: away) and whether the version is to be deprecated.
# latest and tags of no line of releases go to the newest stable version before; release-1.x and release-1.2.x stay in their
# line; the tag of a prerelease goes to a prerelease before that is newer than latest. Taken back ones never get a tag.
decide() {
  jq --compact-output --arg version "${VERSION:?}" --arg to "${TO:-}" --arg undo "${UNDO:-false}" '
    def semver: split("+")[0] | split("-")[0] as $core | ltrimstr($core) | ltrimstr("-") as $rest
      | [($core | split(".")[] | tonumber? // 0), if $rest == "" then 1 else 0 end,
         [$rest | select(. != "") | split(".")[] | if test("^[0-9]+$") then tonumber else . end]];
    def gone: (.deprecated // "") != ""; def stable: semver[3] == 1;
    def line: if test("^release-[0-9]+(\\.[0-9]+)?\\.x$") then ltrimstr("release-") | split(".")[:-1] | map(tonumber) else null end;
    def within($line): $line == null or semver[:($line | length)] == $line;
    ($version | semver) as $own | .["dist-tags"] as $tags | [.versions | to_entries[] | select(.key != $version and (.value | gone | not)) | .key] as $good
    | def newest(f): [$good[] | select(semver < $own) | select(f)] | max_by(semver);
      def back($tag):
        if $to != "" then $to
        elif $tag == "latest" or ($version | stable) then ($tag | line) as $line | newest(stable and within($line))
        else newest((stable | not) and ($tags.latest == $version or semver > ($tags.latest // "0.0.0" | semver))) end;
      def forth($tag; $at): ($at | semver) < $own and if $version | stable
        then ($tag | line) as $line | ($tag == "latest" or $line != null) and ($version | within($line)) and all($good[] | select(stable and within($line)); semver < $own)
        else $tag != "latest" and ($at | stable | not) end;
      [$tags | to_entries[] | .key as $tag | .value as $at | if $undo == "true" then select(forth($tag; $at)) | {$tag, from: $at, to: $version}
         else select($at == $version) | {$tag, from: $at, to: back($tag)} end] as $moves
    | if .versions[$version] == null then {refusal: "\($version) is not there. It has: \(.versions | keys | sort_by(semver) | .[-10:] | join(", "))."}
      elif $to != "" and .versions[$to] == null then {refusal: "TO, \($to), is not there."}
      elif $to == $version then {refusal: "TO is the version that is taken back."}
      elif $to != "" and (.versions[$to] | gone) then {refusal: "TO, \($to), was taken back itself."}
      elif $to != "" and $tags.latest == $version and ($version | stable) and ($to | stable | not) then {refusal: "TO, \($to), is a prerelease, and latest is what everybody installs."}
      elif any($moves[]; .tag == "latest" and .to == null) then
        {refusal: "A package cannot be without latest, and no good stable version is older than \($version). Release a repaired one, or name another with TO."}
      else {moves: $moves, mark: ((.versions[$version] | gone) == ($undo == "true"))} end' "${work}/package"
}

# Prints where the registry has a dist-tag; without one, whether the version is deprecated.
shown() {
  look
  jq --raw-output --arg version "${VERSION:?}" --arg tag "$1" \
    'if $tag == "" then (.versions[$version].deprecated // "") != "" else .["dist-tags"][$tag] // "" end' "${work}/package"
}

# Runs npm until the registry shows what is wanted; the result is done, refused, or how npm ended at last. Each try comes after a
# look, so an answer that was lost does no harm, and a cache that lets npm believe that all is done already only takes time.
ensure() {
  local -r tag="$1" wanted="$2" until=$(( SECONDS + ${TIMEOUT:-300} ))
  shift 2
  local code now wait="${INTERVAL:-5}" tried='false'
  while true; do
    now="$(shown "${tag}")"
    result="${npm_status}"
    [[ "${now}" != "${wanted}" ]] || result='done'
    if [[ "${result}" == 'done' ]] || { [[ "${tried}" == 'true' ]] && (( SECONDS >= until )); }; then
      return 0
    elif [[ "${tried}" == 'true' ]]; then
      sleep "${wait}"
      wait=$(( wait * 2 )) tried='false'
      continue
    fi
    run_npm "$@" --registry="${registry}"
    tried='true'
    code="$(npm_code)"
    if (( npm_status != 0 )) && [[ "${code}" =~ ^(E401|E403|ENEEDAUTH|EOTP)$ ]]; then
      fail 4 'Not allowed' "${registry} does not let NPM_TOKEN change ${PACKAGE:?} (${code}). Has it expired? Run this again with one that may."
    elif (( npm_status != 0 )) && [[ "${code}" =~ ^(E4[0-9][0-9]|E501)$ && ! "${code}" =~ ^E4(08|09|25|29)$ ]]; then
      result='refused'
      return 0
    fi
  done
}

# The dist-tags first: they decide what people get.
move_tags() {
  local moves tag from to
  moves="$(jq --raw-output '.moves[] | "\(.tag) \(.from) \(.to // "")"' <<< "$1")"
  while read -r tag from to; do
    [[ -n "${tag}" ]] || continue
    if [[ -z "${to}" ]]; then
      ensure "${tag}" '' dist-tag rm "${PACKAGE:?}" "${tag}"
    else
      ensure "${tag}" "${to}" dist-tag add "${PACKAGE:?}@${to}" "${tag}"
    fi
    if [[ "${result}" != 'done' ]]; then
      fail 4 'Dist-tag not moved' "${tag} of ${PACKAGE:?} is still at ${from} on ${registry}, and should be at ${to:-no version}; npm's messages are above. Run this again."
    fi
  done <<< "${moves}"
}

# A registry may know no deprecations (it refuses, or says yes and does nothing): no reason to fail, once the dist-tags are right.
mark() {
  local -r wanted="$1" message="$2"
  ensure '' "${wanted}" deprecate "${PACKAGE:?}@${VERSION:?}" "${message}"
  if [[ "${result}" =~ ^(refused|0)$ ]]; then
    printf '%s%s does not change the deprecation of %s@%s. Its dist-tags are right.\n' "${GITHUB_ACTIONS:+::warning title=No deprecation::}" \
      "${registry}" "${PACKAGE}" "${VERSION}" >&2
  elif [[ "${result}" != 'done' ]]; then
    fail 4 'Not deprecated' "npm could not change the deprecation of ${PACKAGE}@${VERSION} on ${registry}; its dist-tags are right. Run this again."
  fi
}

# Prints what is told to those who install the version.
message_for_users() {
  local instead reason="${REASON:?}"
  instead="$(jq --raw-output --argjson plan "$1" '$plan.moves[0].to // .["dist-tags"].latest // ""' "${work}/package")"
  printf 'Taken back: %s%s' "${reason//[$'\n\r']/ }" "${instead:+ Use ${instead} instead.}"
}

# Written before the first change, so that it is there when a change fails, and again at the end.
write_report() {
  local -r file="$1" plan="$2" message="$3" state="$4"
  jq --raw-output --arg package "${PACKAGE:?}" --arg version "${VERSION:?}" --arg registry "${registry}" --arg message "${message}" \
    --arg state "${state}" --arg reason "${REASON:?}" '
    def tag($name; $at): if $at == null then "rm \($package) \($name)" else "add \($package)@\($at) \($name)" end;
    def commands($way): [(.moves[] | "npm dist-tag " + tag(.tag; .[$way])),
      (select(.mark) | "npm deprecate \($package)@\($version) \(if ($message == "") == ($way == "to") then "" elif $message == "" then $reason else $message end | @sh)")]
      | map("\(.) --registry=\($registry)") | "```sh\n" + join("\n") + "\n```";
    "**\($package) \($version)** on \($registry): \($state).\n\nReason: \($reason)",
    (select(.mark or .moves != []) | "\nDone, or by hand:\n\n\(commands("to"))\n\nThe way back:\n\n\(commands("from"))")' <<< "${plan}" > "${file}"
}

check_parameters() {
  local -r to="${TO:-}"
  if [[ ! "${UNDO:-false}:${to}" =~ ^(false:.*|true:)$ ]]; then
    fail 64 'Wrong way' "UNDO is ${UNDO} and TO is ${to:-empty}. UNDO is true or false, and true leaves TO empty: VERSION itself gets the dist-tags."
  elif [[ ! "${TIMEOUT:-300}" =~ ^(0|[1-9][0-9]{0,4})$ ]]; then
    fail 64 'Not a number' "TIMEOUT is ${TIMEOUT}. Use seconds."
  elif [[ -z "${NPM_TOKEN:-}" ]]; then
    fail 64 'No token' "NPM_TOKEN is empty, and trusted publishing can neither move dist-tags nor deprecate. Give the job the secret NPM_ROLLBACK_TOKEN, or type:
npm dist-tag add ${PACKAGE:?}@${to:-<version before>} latest --registry=${REGISTRY:?}
npm deprecate ${PACKAGE}@${VERSION:?} 'Taken back.' --registry=${REGISTRY}"
  fi
}

# Does the plan and tells what the registry shows then.
carry_out() {
  local -r plan="$1" outcome="$2" wanted="$3" message="$4" file="$5"
  local latest deprecated
  write_report "${file}" "${plan}" "${message}" 'to be done'
  set_output report "${file}"
  move_tags "${plan}"
  if [[ "${plan}" == *'"mark":true'* ]]; then
    mark "${wanted}" "${message}"
  fi
  latest="$(shown latest)"
  deprecated="$(shown '')"
  write_report "${file}" "${plan}" "${message}" "${outcome}; latest is ${latest:-nowhere}; deprecated: ${deprecated}"
  set_output outcome "${outcome}"
  set_output left "${VERSION:?}"
  set_output version "${latest}"
  set_output deprecated "${deprecated}"
  add_summary "**${PACKAGE:?} ${VERSION}: ${outcome}** on ${registry}. latest is ${latest:-nowhere}; deprecated: ${deprecated}."
}

main() {
  require_tools awk curl jq npm tee
  require_parameters PACKAGE VERSION REGISTRY REASON
  check_parameters
  local plan refusal folder outcome='rolled-back' wanted='true' message=''
  prepare_npm
  look
  plan="$(decide)"
  refusal="$(jq --raw-output '.refusal // ""' <<< "${plan}")"
  if [[ -n "${refusal}" ]]; then
    fail 3 'No way back' "${refusal} Nothing was changed on ${registry}."
  elif [[ "${UNDO:-false}" == 'true' ]]; then
    outcome='undone' wanted='false'
  else
    message="$(message_for_users "${plan}")"
  fi
  [[ "${plan}" != '{"moves":[],"mark":false}' ]] || outcome='nothing'
  folder="$(make_work_folder)"
  carry_out "${plan}" "${outcome}" "${wanted}" "${message}" "${folder}/report.md"
}

main "$@"
