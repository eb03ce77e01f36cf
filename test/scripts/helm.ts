// Stand-ins for Helm and kubectl that keep the revisions of one release, so that a test sees what a script did to it.
import { Rehearsal } from '../helpers/stand-ins';

/** A revision of the release, as `helm history` tells it, with its values. */
export interface Revision {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
  readonly updated: string;
  readonly values: any;
}

const KEPT = 'release.json';
const LONG_AGO = '2026-11-20T10:00:00.123456789Z';

// $BREAK: what is asked so fails; $SILENT: what is asked so answers nothing. Either is a part of the command.
const TROUBLE = `
if [[ -n "\${BREAK:-}" && "$*" == *"$BREAK"* ]]; then echo 'Error: Kubernetes cluster unreachable' >&2; exit 1; fi
if [[ -n "\${SILENT:-}" && "$*" == *"$SILENT"* ]]; then exit 0; fi`;

const HELM = `${TROUBLE}
option() { local name="$1" last=''; shift; while (( $# > 0 )); do if [[ "$1" == "$name" ]]; then last="$2"; fi; shift; done; printf '%s' "$last"; }
kept='${KEPT}'
all="$(cat "$kept" 2> /dev/null || echo '[]')"
case "$1" in
  version) printf '%s\\n' "\${HELM:-v4.3.1+g0}";;
  list) jq --compact-output 'if . == [] then [] else [{name: "alys"}] end' <<< "$all";;
  history) jq --compact-output --argjson max "$(option --max "$@")" 'map(del(.values)) | .[-$max:]' <<< "$all";;
  get) jq --compact-output --argjson revision "$(option --revision "$@")" '.[] | select(.revision == $revision) | .values' <<< "$all";;
  upgrade|rollback)
    if [[ "$1" == upgrade ]]; then values="$(cat "$(option --values "$@")")" text="$(option --description "$@")"
    else values="$(jq --argjson to "$3" '.[] | select(.revision == $to) | .values' <<< "$all")" text="Rollback to $3"; fi
    if [[ "$1" == "\${FAILS:-}" || "$text" == *"\${FAILS:-none}"* ]]; then status=failed; else status=deployed; fi
    jq --arg text "$text" --argjson values "$values" --arg status "$status" '
      (if $status == "deployed" then map(if .status == "deployed" then .status = "superseded" else . end) else . end) as $before
      | $before + [{revision: ((map(.revision) | max // 0) + 1), status: $status, description: $text, updated: (now | todate), values: $values}]' <<< "$all" > "$kept"
    if [[ "$status" == failed ]]; then echo 'Error: context deadline exceeded' >&2; exit 1; fi
    echo "Release \\"$2\\" has been changed.";;
  uninstall) rm "$kept"; echo "release \\"$2\\" uninstalled";;
  *) exit 64;;
esac`;

const KUBECTL = `${TROUBLE}
case "$*" in
  'get pods'*json*) if [[ -n "\${PODS:-}" ]]; then printf '%s' "$PODS"; else echo '{"items":[]}'; fi;;
  *) echo "said by kubectl $1 $2";;
esac`;

/** Values of a version as a rollout writes them. */
export function valuesOf(version: string, phase: string = 'stable', more: object = {}): any {
  return { image: { repository: 'ghcr.io/acme/alys', tag: version, digest: '' }, featureFlags: { configMap: '' }, rollout: { phase }, ...more };
}

/** A place with both stand-ins. */
export function rehearsal(): Rehearsal {
  return new Rehearsal().standIn('helm', HELM).standIn('kubectl', KUBECTL);
}

/** Makes the release what these revisions say, oldest first. */
export function given(place: Rehearsal, ...revisions: (Partial<Revision> & { readonly values: any })[]): void {
  const all = revisions.map((each, index) => ({ revision: index + 1, status: index === revisions.length - 1 ? 'deployed' : 'superseded', description: 'Upgrade complete', updated: LONG_AGO, ...each }));
  place.write(KEPT, JSON.stringify(all));
}

/** The release as it is now; empty where there is none. */
export function release(place: Rehearsal): Revision[] {
  return place.exists(KEPT) ? JSON.parse(place.read(KEPT)) : [];
}

/** Commands of Helm that changed something. */
export function changes(place: Rehearsal): string[][] {
  return place.calls('helm').map(({ args }) => args).filter(([command]) => ['upgrade', 'rollback', 'uninstall'].includes(command));
}
