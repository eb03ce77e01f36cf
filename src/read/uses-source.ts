import { Located } from './located';
import type { YamlValue } from './yaml-value';

/** Where a `uses` points. */
export type UsesKind = 'repository' | 'local' | 'docker' | 'expression' | 'malformed';

/** The value of `uses`, of a step or of a job that calls a workflow. */
export class UsesSource {
  /** Where it points. `local` is `./…` or `$/…`. */
  public readonly kind: UsesKind;
  /** As written. */
  public readonly text: string;
  /** `owner/repository` of an action elsewhere, lower case; empty otherwise. */
  public readonly repository: string;
  /** `owner/repository/path` of an action elsewhere, lower case, without ref; empty otherwise. */
  public readonly action: string;
  /** What stands behind `@`; empty where nothing does. */
  public readonly ref: string;
  /** Path in this repository of a local action or workflow; the image of a docker one. */
  public readonly target: string;

  public constructor(public readonly value: YamlValue) {
    this.text = value.text ?? '';
    const [name, ref] = split(this.text);
    this.ref = ref;
    this.kind = kindOf(this.text);
    this.action = this.kind === 'repository' ? name.toLowerCase() : '';
    this.repository = this.action.split('/').slice(0, 2).join('/');
    this.target = this.kind === 'local' ? name.replace(/^[.$]\//, '').replace(/\/+$/, '') : this.kind === 'docker' ? this.text.slice('docker://'.length) : '';
  }

  public get at(): Located {
    return this.value;
  }

  /** Whether the ref is a whole commit. */
  public get isCommit(): boolean {
    return /^[0-9a-f]{40}$/.test(this.ref);
  }

  /** The version its comment names, such as `v4.1.0`, or undefined. */
  public get versionComment(): string | undefined {
    return /(?:^|[\s@=])(v?\d+(?:\.\d+)*(?:[-+.][\w.-]+)?)(?:\s|$)/.exec(this.value.comment)?.[1];
  }

  /** Major version by the ref or, for a commit, by its comment. */
  public get major(): number | undefined {
    const version = this.isCommit ? this.versionComment : this.ref;
    const major = /^v?(\d+)(?:\.|$|-)/.exec(version ?? '')?.[1];
    return major === undefined ? undefined : Number(major);
  }

  /** Whether it is that action, or for `owner/repository` one of its paths. */
  public is(...actions: string[]): boolean {
    return actions.some((action) => this.action === action.toLowerCase() || this.action.startsWith(`${action.toLowerCase()}/`));
  }
}

function split(text: string): [string, string] {
  const at = text.lastIndexOf('@');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function kindOf(text: string): UsesKind {
  if (text.includes('${{')) return 'expression';
  if (text.startsWith('docker://')) return 'docker';
  if (/^\.\//.test(text) || /^\$\//.test(text)) return 'local';
  return /^[\w.-]+\/[\w.-]+(\/[^@\s]+)?(@\S+)?$/.test(text) ? 'repository' : 'malformed';
}
