import { json, NpmAnswer } from './npm-forward';
import type { NpmRequest } from './npm-requests';

type Tags = Record<string, string>;

interface Hidden {
  readonly name: string;
  readonly version: string;
  readonly until: number;
  /** Dist-tags before the version was there. */
  readonly tags: Tags;
}

/** Versions that are published but not shown yet, as behind the caches of npm. */
export class Visibility {
  private readonly all: Hidden[] = [];

  public hide(name: string, version: string, tags: Tags, milliseconds: number): void {
    this.all.push({ name, version, tags, until: Date.now() + milliseconds });
  }

  /** An answer without what is hidden. */
  public filter(answer: NpmAnswer, { operation, name, subject }: NpmRequest): NpmAnswer {
    const hidden = this.all.filter((one) => one.name === name && one.until > Date.now());
    if (hidden.length === 0 || answer.status !== 200) return answer;
    const found = JSON.parse(answer.body.toString());
    const isHidden = (version: string) => hidden.some((one) => one.version === version);
    if (operation === 'dist-tags') return json(200, earlier(found, hidden[0].tags, isHidden));
    if (operation !== 'packument') return answer;
    if (subject !== '') return isHidden(found.version) ? json(404, { error: `version not found: ${found.version}` }) : answer;
    const versions = Object.entries(found.versions).filter(([version]) => !isHidden(version));
    if (versions.length === 0) return json(404, { error: 'Not found' });
    const shown = { ...found, 'versions': Object.fromEntries(versions), 'dist-tags': earlier(found['dist-tags'], hidden[0].tags, isHidden) };
    // Without the mark of the whole document.
    return { ...json(200, shown), headers: { 'content-type': answer.headers['content-type'] } };
  }
}

function earlier(tags: Tags, before: Tags, isHidden: (version: string) => boolean): Tags {
  const known = Object.entries(tags).map(([tag, version]) => [tag, isHidden(version) ? before[tag] : version]);
  return Object.fromEntries(known.filter(([, version]) => version !== undefined));
}
