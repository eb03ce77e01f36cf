// Releases and their assets.
// https://docs.github.com/en/rest/releases
import * as crypto from 'node:crypto';
import { account, ApiAnswer, ApiRequest, BOT, declined, Handlers, missing, now, paged, Place, refused } from './github-answers';
import type { GitRepository } from './github-git';

export interface Asset {
  readonly id: number;
  name: string;
  label: string;
  readonly type: string;
  readonly content: Buffer;
  readonly created_at: string;
}

export interface Release {
  readonly id: number;
  tag: string;
  target: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  readonly created_at: string;
  published_at: string | null;
  readonly assets: Asset[];
}

export class Releases {
  /** Oldest first. */
  public readonly all: Release[] = [];
  /** Whether releases can no longer be changed once they are published. */
  public immutable = false;
  /** Release that was said to be the latest; the newest good one where nothing was said. */
  private latest: Release | undefined;
  private readonly locked = new Set<string>();
  private count = 0;

  public constructor(private readonly defaultBranch: string, private readonly git?: GitRepository) {}

  public get handlers(): Handlers {
    const one = '/releases/{release_id}';
    const asset = '/releases/assets/{asset_id}';
    return {
      'GET /releases': (request) => paged(this.visible(request).reverse().map((release) => this.shown(release, request.place)), request),
      'POST /releases': (request) => this.create(request),
      'GET /releases/latest': ({ place }) => this.answer(this.newest(), place),
      'GET /releases/tags/{tag}': ({ parameters, place }) => this.answer(this.published(parameters.tag), place),
      'POST /releases/generate-notes': ({ body }) => this.notes(body),
      [`GET ${one}`]: (request) => this.with(request, (release) => ({ status: 200, body: this.shown(release, request.place) })),
      [`PATCH ${one}`]: (request) => this.with(request, (release) => this.update(release, request)),
      [`DELETE ${one}`]: (request) => this.with(request, (release) => this.remove(release)),
      [`GET ${one}/assets`]: (request) => this.with(request, (release) => paged(release.assets.map((each) => shownAsset(release, each, request.place)), request)),
      [`POST ${one}/assets`]: (request) => this.with(request, (release) => this.upload(release, request)),
      [`GET ${asset}`]: (request) => this.withAsset(request, (release, each) => this.download(release, each, request)),
      [`DELETE ${asset}`]: (request) => this.withAsset(request, (release, each) => this.removeAsset(release, each)),
    };
  }

  /** Operations of GraphQL by the name that `gh` gives them. */
  public operations({ tagName }: Record<string, any>): Record<string, () => unknown> {
    const found = this.all.find(({ tag }) => tag === tagName);
    return { RepositoryReleaseByTag: () => ({ repository: { release: found ? { databaseId: found.id, isDraft: found.draft } : null } }) };
  }

  // Drafts are for those who may write.
  private visible({ mayWrite }: ApiRequest): Release[] {
    return this.all.filter(({ draft }) => !draft || mayWrite);
  }

  private published(tag: string): Release | undefined {
    return this.all.find((release) => release.tag === tag && !release.draft);
  }

  private newest(): Release | undefined {
    return this.latest ?? this.all.filter(({ draft, prerelease }) => !draft && !prerelease).at(-1);
  }

  private answer(release: Release | undefined, place: Place): ApiAnswer {
    return release ? { status: 200, body: this.shown(release, place) } : missing();
  }

  private with(request: ApiRequest, answer: (release: Release) => ApiAnswer): ApiAnswer {
    const release = this.visible(request).find(({ id }) => id === Number(request.parameters.release_id));
    return release ? answer(release) : missing();
  }

  private withAsset(request: ApiRequest, answer: (release: Release, asset: Asset) => ApiAnswer): ApiAnswer {
    for (const release of this.visible(request)) {
      const found = release.assets.find(({ id }) => id === Number(request.parameters.asset_id));
      if (found) return answer(release, found);
    }
    return missing();
  }

  private create({ body, place }: ApiRequest): ApiAnswer {
    const release: Release = {
      id: 3000 + (this.count += 1),
      tag: body.tag_name,
      target: body.target_commitish ?? this.defaultBranch,
      name: body.name ?? '',
      body: body.body ?? '',
      draft: true,
      prerelease: body.prerelease ?? false,
      immutable: false,
      created_at: now(),
      published_at: null,
      assets: [],
    };
    const wrong = body.draft === true ? undefined : this.publish(release, body.make_latest);
    if (wrong) return wrong;
    this.all.push(release);
    return { status: 201, body: this.shown(release, place) };
  }

  private update(release: Release, { body, place }: ApiRequest): ApiAnswer {
    if (release.immutable && ['tag_name', 'target_commitish', 'draft'].some((field) => body[field] !== undefined && body[field] !== this.fieldOf(release, field))) {
      return refused('Release', { code: 'custom', message: 'Cannot update an immutable release' });
    }
    release.tag = body.tag_name || release.tag;
    release.target = body.target_commitish || release.target;
    release.name = body.name ?? release.name;
    release.body = body.body ?? release.body;
    release.prerelease = body.prerelease ?? release.prerelease;
    const wrong = body.draft === false && release.draft ? this.publish(release, body.make_latest) : undefined;
    if (wrong) return wrong;
    if (body.make_latest === 'true' && !release.draft) this.latest = release;
    return { status: 200, body: this.shown(release, place) };
  }

  private fieldOf(release: Release, field: string): unknown {
    return { tag_name: release.tag, target_commitish: release.target, draft: release.draft }[field];
  }

  // Publishing makes the tag where there is none.
  private publish(release: Release, makeLatest: string = 'true'): ApiAnswer | undefined {
    if (this.published(release.tag)) return refused('Release', { field: 'tag_name', code: 'already_exists' });
    if (this.locked.has(release.tag)) return refused('Release', { field: 'tag_name', code: 'custom', message: 'tag_name was used by an immutable release' });
    if (this.git && this.git.object(`refs/tags/${release.tag}`) === undefined) {
      const target = this.git.resolve(release.target);
      if (target === undefined) return refused('Release', { field: 'target_commitish', code: 'invalid' });
      this.git.setRef(`refs/tags/${release.tag}`, target);
    }
    Object.assign(release, { draft: false, published_at: now(), immutable: this.immutable });
    if (this.immutable) this.locked.add(release.tag);
    if (makeLatest === 'true' && !release.prerelease) this.latest = release;
    return undefined;
  }

  private remove(release: Release): ApiAnswer {
    this.all.splice(this.all.indexOf(release), 1);
    if (this.latest === release) this.latest = undefined;
    return { status: 204 };
  }

  private upload(release: Release, { query, raw, headers, place }: ApiRequest): ApiAnswer {
    if (release.immutable) return declined(422, 'Cannot upload assets to an immutable release.');
    if (raw.length === 0) return refused('ReleaseAsset', { field: 'size', code: 'custom', message: 'size is not included in the list' });
    // GitHub puts a dot where it does not like a letter.
    const name = query.name.replace(/[^A-Za-z0-9._+-]+/g, '.');
    if (release.assets.some((asset) => asset.name === name)) return refused('ReleaseAsset', { field: 'name', code: 'already_exists' });
    const type = String(headers['content-type'] ?? 'application/octet-stream');
    const asset: Asset = { id: 5000 + (this.count += 1), name, label: query.label ?? '', type, content: raw, created_at: now() };
    release.assets.push(asset);
    return { status: 201, body: shownAsset(release, asset, place) };
  }

  private download(release: Release, asset: Asset, { headers, place }: ApiRequest): ApiAnswer {
    if (headers.accept === 'application/octet-stream') return { status: 200, body: asset.content, headers: { 'content-type': asset.type } };
    return { status: 200, body: shownAsset(release, asset, place) };
  }

  private removeAsset(release: Release, asset: Asset): ApiAnswer {
    if (release.immutable) return declined(422, 'Cannot delete assets of an immutable release.');
    release.assets.splice(release.assets.indexOf(asset), 1);
    return { status: 204 };
  }

  private notes({ tag_name: tag, previous_tag_name: previous, target_commitish: target }: Record<string, any>): ApiAnswer {
    const to = this.git?.resolve(tag) ?? this.git?.resolve(target ?? this.defaultBranch);
    if (!this.git || to === undefined) return declined(422, 'Invalid target_commitish parameter');
    const subjects = this.git.git(['log', '--format=* %s', previous ? `${previous}..${to}` : to]);
    return { status: 200, body: { name: tag, body: `## What's Changed\n${subjects}` } };
  }

  private shown(release: Release, place: Place): object {
    const { id, tag, name, body, draft, prerelease, immutable, created_at, published_at } = release;
    const url = `${place.api}/releases/${id}`;
    return {
      id,
      name,
      body,
      draft,
      prerelease,
      immutable,
      created_at,
      published_at,
      url,
      node_id: `RE_${id}`,
      tag_name: tag,
      target_commitish: release.target,
      author: account(BOT),
      assets: release.assets.map((asset) => shownAsset(release, asset, place)),
      assets_url: `${url}/assets`,
      upload_url: `${place.uploads}/releases/${id}/assets{?name,label}`,
      html_url: `${place.html}/releases/tag/${draft ? `untagged-${id}` : encodeURIComponent(tag)}`,
      tarball_url: draft ? null : `${place.api}/tarball/${encodeURIComponent(tag)}`,
      zipball_url: draft ? null : `${place.api}/zipball/${encodeURIComponent(tag)}`,
    };
  }
}

function shownAsset(release: Release, asset: Asset, place: Place): object {
  return {
    id: asset.id,
    node_id: `RA_${asset.id}`,
    name: asset.name,
    label: asset.label,
    state: 'uploaded',
    content_type: asset.type,
    size: asset.content.length,
    digest: `sha256:${crypto.createHash('sha256').update(asset.content).digest('hex')}`,
    download_count: 0,
    created_at: asset.created_at,
    updated_at: asset.created_at,
    uploader: account(BOT),
    url: `${place.api}/releases/assets/${asset.id}`,
    browser_download_url: `${place.html}/releases/download/${encodeURIComponent(release.tag)}/${asset.name}`,
  };
}
