import { EventPlace, fullRef, shaOf } from './event-facts';
import type { OtherEventOptions } from './event-options-more';
import { idOf, labelPayload, repositoryPayload, SOME_TIME, SOMEBODY, userPayload } from './payload';

const API = 'https://api.github.com';

type Maker = (place: EventPlace, options: OtherEventOptions, action: string | undefined) => Record<string, unknown>;

const MAKERS: Readonly<Record<string, Maker>> = {
  branch_protection_rule: (place) => ({ rule: { id: 1, repository_id: idOf(place.repository), name: place.defaultBranch, created_at: SOME_TIME, updated_at: SOME_TIME } }),
  discussion: (place, options) => ({ discussion: discussion(place, options) }),
  discussion_comment: (place, options) => ({ comment: comment(options, { discussion_id: 1 }), discussion: discussion(place, options) }),
  fork: (place) => ({ forkee: { ...repositoryPayload({ ...place, repository: `${SOMEBODY}/${place.repository.split('/')[1]}` }, true) } }),
  gollum: (place) => ({ pages: [{ page_name: 'Home', title: 'Home', summary: null, action: 'edited', sha: shaOf('Home'), html_url: `https://github.com/${place.repository}/wiki/Home` }] }),
  image_version: () => ({}),
  label: (place) => ({ label: labelPayload(place, 'bug') }),
  milestone: (place, options, action) => ({ milestone: milestone(place, options, action) }),
  page_build: (place, options) => ({ id: 1, build: { url: `${API}/repos/${place.repository}/pages/builds/1`, status: 'built', error: { message: null }, pusher: userPayload(options.actor ?? SOMEBODY), commit: shaOf(fullRef('heads', place.defaultBranch)), duration: 1000, created_at: SOME_TIME, updated_at: SOME_TIME } }),
  public: () => ({}),
  pull_request_review: (_place, options, action) => ({ review: review(options, action) }),
  pull_request_review_comment: (_place, options) => ({ comment: { ...comment(options), path: 'README.md', diff_hunk: '@@ -1 +1 @@', commit_id: shaOf(fullRef('heads', 'feature')) } }),
  registry_package: (place, options) => ({ registry_package: registryPackage(place, options) }),
  status: (place) => ({
    id: 1,
    sha: shaOf(fullRef('heads', place.defaultBranch)),
    name: place.repository,
    context: 'default',
    description: null,
    state: 'success',
    target_url: null,
    branches: [{ name: place.defaultBranch, protected: false }],
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
  }),
  watch: () => ({}),
};

/** What the payload of an event holds beside who and where. */
export function otherPayload(name: string, action: string | undefined, place: EventPlace, options: OtherEventOptions): Record<string, unknown> {
  return MAKERS[name]?.(place, options, action) ?? {};
}

function discussion(place: EventPlace, options: OtherEventOptions): Record<string, unknown> {
  const number = options.number ?? 1;
  return {
    id: number,
    html_url: `https://github.com/${place.repository}/discussions/${number}`,
    number,
    title: 'Something to talk about',
    user: userPayload(options.actor ?? SOMEBODY),
    state: 'open',
    locked: false,
    comments: 0,
    category: { id: 1, repository_id: idOf(place.repository), emoji: ':speech_balloon:', name: 'General', description: '', created_at: SOME_TIME, updated_at: SOME_TIME, slug: 'general', is_answerable: false },
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    author_association: 'MEMBER',
    body: '',
  };
}

function comment(options: OtherEventOptions, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 1, ...more, user: userPayload(options.actor ?? SOMEBODY), created_at: SOME_TIME, updated_at: SOME_TIME, author_association: 'MEMBER', body: 'Thank you' };
}

function milestone(place: EventPlace, options: OtherEventOptions, action: string | undefined): Record<string, unknown> {
  const isClosed = action === 'closed';
  return {
    url: `${API}/repos/${place.repository}/milestones/1`,
    id: 1,
    number: 1,
    title: 'v1.0',
    description: '',
    creator: userPayload(options.actor ?? SOMEBODY),
    open_issues: 0,
    closed_issues: 0,
    state: isClosed ? 'closed' : 'open',
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    due_on: null,
    closed_at: isClosed ? SOME_TIME : null,
  };
}

function review(options: OtherEventOptions, action: string | undefined): Record<string, unknown> {
  return { id: 1, user: userPayload(options.actor ?? SOMEBODY), body: null, commit_id: shaOf(fullRef('heads', 'feature')), submitted_at: SOME_TIME, state: action === 'dismissed' ? 'dismissed' : 'approved', author_association: 'MEMBER' };
}

function registryPackage(place: EventPlace, options: OtherEventOptions): Record<string, unknown> {
  const [owner, name] = place.repository.split('/');
  return {
    id: 1,
    name,
    namespace: owner,
    description: '',
    ecosystem: 'CONTAINER',
    package_type: 'CONTAINER',
    html_url: `https://github.com/${place.repository}/packages/1`,
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    owner: userPayload(owner),
    package_version: { id: 1, version: options.tag ?? 'latest', container_metadata: { tag: { name: options.tag ?? 'latest', digest: `sha256:${'0'.repeat(64)}` } } },
  };
}
