import { checkRefs, EventError, knownAction } from './event-error';
import { chosenRef, EventPlace, EventRecipe, fullRef, shaOf, shortRef } from './event-facts';
import type { AnyEventOptions, DispatchEventOptions, ReleaseEventOptions, WorkflowRunEventOptions } from './event-options';
import type { DeploymentEventOptions, IssueCommentEventOptions, IssueEventOptions } from './event-options-more';
import { commonPayload, idOf, labelPayload, onDefaultBranch, repositoryPayload, SOME_TIME, SOMEBODY, userPayload } from './payload';
import { forkName } from './payload-pull-request';

const API = 'https://api.github.com';
const MAX_TYPE = 100;
const MAX_PROPERTIES = 10;

/** A workflow started by hand. The payload holds the inputs as text, filled up once the workflow is known. */
export function workflowDispatch(workflow: string | undefined, inputs: Readonly<Record<string, unknown>> = {}, options: DispatchEventOptions = {}): EventRecipe {
  checkRefs('workflow_dispatch', options);
  return (place) => {
    const ref = chosenRef(options, place.defaultBranch);
    const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
    return {
      name: 'workflow_dispatch',
      ref,
      sha: shaOf(ref),
      inputs,
      workflow,
      actor: options.actor ?? SOMEBODY,
      words: [workflow ?? '', `on ${shortRef(ref)}`, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)].filter((word) => word !== '').join(' '),
      payload: { inputs: given, ref, workflow: workflow ?? null, ...commonPayload(place, options) },
    };
  };
}

/** A point in time of a schedule. Its payload holds hardly more than the cron line. */
export function schedule(cron: string | undefined, options: AnyEventOptions): EventRecipe {
  return (place) => ({
    name: 'schedule',
    ...onDefaultBranch(place),
    actor: options.actor ?? SOMEBODY,
    words: cron ?? '',
    payload: { schedule: cron ?? '', repository: repositoryPayload(place) },
  });
}

/** A release: its ref is the tag. */
export function release(options: ReleaseEventOptions): EventRecipe {
  const { tag = 'v1.0.0', prerelease = options.action === 'prereleased', draft = false } = options;
  const action = knownAction('release', options.action ?? 'published');
  checkRefs('release', { tag });
  return (place) => {
    const ref = fullRef('tags', tag);
    const url = `${API}/repos/${place.repository}/releases/${idOf(ref)}`;
    return {
      name: 'release',
      action,
      ref,
      sha: shaOf(ref),
      actor: options.actor ?? SOMEBODY,
      words: `${tag}${prerelease ? ', a prerelease' : ''}${draft ? ', a draft' : ''}`,
      payload: {
        action,
        release: {
          url,
          html_url: `https://github.com/${place.repository}/releases/tag/${tag}`,
          id: idOf(ref),
          tag_name: tag,
          target_commitish: place.defaultBranch,
          name: options.title ?? tag,
          draft,
          author: userPayload(options.actor ?? SOMEBODY),
          prerelease,
          created_at: SOME_TIME,
          published_at: draft ? null : SOME_TIME,
          assets: [],
          tarball_url: draft ? null : `${API}/repos/${place.repository}/tarball/${tag}`,
          zipball_url: draft ? null : `${API}/repos/${place.repository}/zipball/${tag}`,
          body: '',
        },
        ...commonPayload(place, options),
      },
    };
  };
}

/** A run of another workflow. */
export function workflowRun(options: WorkflowRunEventOptions): EventRecipe {
  const action = knownAction('workflow_run', options.action ?? 'completed');
  if (options.workflow === undefined) throw new EventError('Event "workflow_run" names no workflow. Give the name of the one that ran, as { workflow: "CI" }.');
  checkRefs('workflow_run', { branch: options.branch });
  return (place) => {
    const { workflow, branch = place.defaultBranch, conclusion = action === 'completed' ? 'success' : null } = options;
    const from = forkName(place.repository, options.fork);
    const headSha = shaOf(from === place.repository ? fullRef('heads', branch) : `${from} ${fullRef('heads', branch)}`);
    const id = idOf(`run ${workflow}`);
    const isFile = /\.ya?ml$/.test(workflow);
    const path = isFile ? `.github/workflows/${workflow.split('/').at(-1)}` : `.github/workflows/${slug(workflow)}.yml`;
    // A workflow without a name is known by its path.
    const ranAs = isFile ? path : workflow;
    return {
      name: 'workflow_run',
      action,
      ...onDefaultBranch(place),
      actor: options.actor ?? SOMEBODY,
      words: `of ${workflow} on ${branch}${conclusion === null ? '' : `: ${conclusion}`}`,
      payload: {
        action,
        workflow_run: {
          id,
          name: ranAs,
          head_branch: branch,
          head_sha: headSha,
          run_number: 1,
          event: options.event ?? 'push',
          status: action === 'completed' ? 'completed' : action === 'requested' ? 'queued' : 'in_progress',
          conclusion,
          workflow_id: idOf(path),
          url: `${API}/repos/${place.repository}/actions/runs/${id}`,
          html_url: `https://github.com/${place.repository}/actions/runs/${id}`,
          pull_requests: [],
          created_at: SOME_TIME,
          updated_at: SOME_TIME,
          run_attempt: 1,
          run_started_at: SOME_TIME,
          actor: userPayload(options.actor ?? SOMEBODY),
          triggering_actor: userPayload(options.actor ?? SOMEBODY),
          head_commit: { id: headSha, tree_id: shaOf(`tree ${headSha}`), message: 'Change something', timestamp: SOME_TIME, author: person(options.actor), committer: person(options.actor) },
          repository: sparse(repositoryPayload(place)),
          head_repository: sparse(repositoryPayload({ ...place, repository: from }, from !== place.repository)),
        },
        workflow: { id: idOf(path), name: ranAs, path, state: 'active', created_at: SOME_TIME, updated_at: SOME_TIME },
        ...commonPayload(place, options),
      },
    };
  };
}

// Inside a run, repositories are told with less.
function sparse(repository: Record<string, unknown>): Record<string, unknown> {
  const { id, name, full_name, owner, html_url, description, fork, url } = repository;
  return { id, name, full_name, private: false, owner, html_url, description, fork, url };
}

function person(actor: string = SOMEBODY): Record<string, unknown> {
  return { name: actor, email: `${actor}@users.noreply.github.com` };
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'workflow';
}

/**
 * An event sent through the API.
 *
 * @throws EventError for what the API refuses: no type, one of more than 100 characters, more than 10 properties
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch
 */
export function repositoryDispatch(type: string, clientPayload: Readonly<Record<string, unknown>> = {}, options: AnyEventOptions = {}): EventRecipe {
  if (typeof type !== 'string' || type === '' || type.length > MAX_TYPE) throw new EventError(`Event "repository_dispatch" has the type ${JSON.stringify(type)}. GitHub wants a text of 1 to ${MAX_TYPE} characters.`);
  const count = Object.keys(clientPayload).length;
  if (count > MAX_PROPERTIES) throw new EventError(`Event "repository_dispatch" has ${count} properties in its client payload. GitHub allows ${MAX_PROPERTIES}: put others inside of one.`);
  return (place) => ({
    name: 'repository_dispatch',
    action: type,
    ...onDefaultBranch(place),
    actor: options.actor ?? SOMEBODY,
    words: '',
    payload: { action: type, branch: place.defaultBranch, client_payload: clientPayload, ...commonPayload(place, options) },
  });
}

/** An issue. */
export function issue(options: IssueEventOptions): EventRecipe {
  const action = knownAction('issues', options.action ?? 'opened');
  return (place) => {
    const told = issuePayload(place, options, action);
    const label = (told.labels as unknown[]).at(-1);
    return {
      name: 'issues',
      action,
      ...onDefaultBranch(place),
      actor: options.actor ?? SOMEBODY,
      words: `#${options.number ?? 1}`,
      payload: { action, issue: told, ...(label !== undefined && /^(?:un)?labeled$/.test(action) ? { label } : {}), ...commonPayload(place, options) },
    };
  };
}

/** A comment on an issue or pull request. */
export function issueComment(options: IssueCommentEventOptions): EventRecipe {
  const action = knownAction('issue_comment', options.action ?? 'created');
  return (place) => {
    const told = issuePayload(place, options, action);
    const number = options.number ?? 1;
    const url = `${API}/repos/${place.repository}/issues/comments/${number}`;
    const author = userPayload(options.actor ?? SOMEBODY);
    const pull = `${API}/repos/${place.repository}/pulls/${number}`;
    const links = { url: pull, html_url: `https://github.com/${place.repository}/pull/${number}`, diff_url: `https://github.com/${place.repository}/pull/${number}.diff`, patch_url: `https://github.com/${place.repository}/pull/${number}.patch` };
    return {
      name: 'issue_comment',
      action,
      ...onDefaultBranch(place),
      actor: options.actor ?? SOMEBODY,
      words: `on #${number}`,
      payload: {
        action,
        issue: options.onPullRequest === true ? { ...told, pull_request: links } : told,
        comment: { url, id: idOf(url), user: author, created_at: SOME_TIME, updated_at: SOME_TIME, author_association: 'MEMBER', body: options.comment ?? 'Thank you' },
        ...commonPayload(place, options),
      },
    };
  };
}

function issuePayload(place: EventPlace, options: IssueEventOptions, action: string): Record<string, unknown> {
  const number = options.number ?? 1;
  const url = `${API}/repos/${place.repository}/issues/${number}`;
  const isClosed = action === 'closed';
  return {
    url,
    html_url: `https://github.com/${place.repository}/issues/${number}`,
    id: idOf(url),
    number,
    title: options.title ?? 'Something is wrong',
    user: userPayload(options.actor ?? SOMEBODY),
    labels: (options.labels ?? []).map((name) => labelPayload(place, name)),
    state: isClosed ? 'closed' : 'open',
    locked: action === 'locked',
    assignee: null,
    assignees: [],
    milestone: null,
    comments: 0,
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    closed_at: isClosed ? SOME_TIME : null,
    author_association: 'MEMBER',
    body: '',
  };
}

/** A deployment, or its state. */
export function deployment(name: 'deployment' | 'deployment_status', options: DeploymentEventOptions): EventRecipe {
  checkRefs(name, options);
  return (place) => {
    const ref = chosenRef(options, place.defaultBranch);
    const { environment = 'production', state = 'success' } = options;
    const url = `${API}/repos/${place.repository}/deployments/${idOf(environment)}`;
    const times = { creator: userPayload(options.actor ?? SOMEBODY), description: null, environment, created_at: SOME_TIME, updated_at: SOME_TIME };
    return {
      name,
      ref,
      sha: shaOf(ref),
      actor: options.actor ?? SOMEBODY,
      words: `of ${shortRef(ref)} to ${environment}${name === 'deployment' ? '' : `: ${state}`}`,
      payload: {
        action: 'created',
        ...(name === 'deployment' ? {} : { deployment_status: { url: `${url}/statuses/1`, id: 1, state, ...times, target_url: '', deployment_url: url } }),
        deployment: { url, id: idOf(environment), sha: shaOf(ref), ref: shortRef(ref), task: 'deploy', payload: {}, original_environment: environment, ...times },
        ...commonPayload(place, options),
      },
    };
  };
}
