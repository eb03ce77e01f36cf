// What the parts of GitHub's API share: how a request comes, how it is answered, and what every answer has in it.

/** A request of the REST part, as the operation that it asks for. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Record<string, string>;
  readonly query: Record<string, string>;
  /** JSON; an empty object where nothing was sent. */
  readonly body: Record<string, any>;
  readonly raw: Buffer;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly place: Place;
  /** Whether the token may write what the operation is about. */
  readonly mayWrite: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  /** A value is sent as JSON, bytes or a text as they are. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type Handler = (request: ApiRequest) => ApiAnswer;

/** Handlers by method and what follows `/repos/{owner}/{repo}`, as `GET /releases/{release_id}`. */
export type Handlers = Record<string, Handler>;

/** How the repository is addressed by whoever asks. */
export interface Place {
  readonly repository: string;
  /** Of the API, with `/repos/owner/name`. */
  readonly api: string;
  /** Where assets are uploaded to, likewise. */
  readonly uploads: string;
  /** Of the web pages, likewise without `/repos`. */
  readonly html: string;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

export function missing(): ApiAnswer {
  return { status: 404, body: { message: 'Not Found', documentation_url: DOCUMENTATION, status: '404' } };
}

/** A refusal for fields: as `{ field: 'tag_name', code: 'already_exists' }`. */
export function refused(resource: string, ...errors: { field?: string; code: string; message?: string }[]): ApiAnswer {
  return { status: 422, body: { message: 'Validation Failed', errors: errors.map((error) => ({ resource, ...error })), documentation_url: DOCUMENTATION, status: '422' } };
}

/** Any other refusal. */
export function declined(status: number, message: string): ApiAnswer {
  return { status, body: { message, documentation_url: DOCUMENTATION, status: `${status}` } };
}

/** One page of a list, and where the next one is. */
export function paged(all: unknown[], { query, place, path }: ApiRequest, show: (items: any[]) => unknown = (items) => items): ApiAnswer {
  const [size, page] = [Number(query.per_page ?? 30), Number(query.page ?? 1)];
  const next = new URLSearchParams({ ...query, page: `${page + 1}` });
  const more = all.length > page * size;
  const root = place.api.replace(/\/repos\/.*$/, '');
  return { status: 200, body: show(all.slice((page - 1) * size, page * size)), ...more ? { headers: { link: `<${root}${path}?${next}>; rel="next"` } } : {} };
}

/** As GitHub shows an account in passing. */
export function account(login: string): Record<string, unknown> {
  const url = `https://api.github.localhost/users/${encodeURIComponent(login)}`;
  const lists = ['followers', 'following', 'gists', 'starred', 'subscriptions', 'organizations', 'repos', 'events', 'received_events'];
  return {
    login,
    id: 41898282,
    node_id: `U_${login}`,
    avatar_url: `${url}.png`,
    gravatar_id: '',
    url,
    html_url: `https://github.localhost/${encodeURIComponent(login)}`,
    ...Object.fromEntries(lists.map((name) => [`${name}_url`, `${url}/${name}`])),
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

export const BOT = 'github-actions[bot]';

/** A time as GitHub writes it. */
export function now(time: number = Date.now()): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
