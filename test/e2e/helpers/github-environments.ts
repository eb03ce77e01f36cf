import { account, Handlers, missing, now, Place } from './github-answers';

/** Rules of an environment. */
export interface EnvironmentRules {
  /** Who must approve. @default - nobody */
  readonly reviewers?: string[];
  /** Whether only some branches may deploy. @default true */
  readonly restricted?: boolean;
}

/** Environments of a repository, by name. */
export function environmentHandlers(all: Record<string, EnvironmentRules>): Handlers {
  return {
    'GET /environments/{environment_name}': ({ parameters: { environment_name: name }, place }) => (all[name] ? { status: 200, body: shown(name, all[name], place) } : missing()),
  };
}

// https://docs.github.com/en/rest/deployments/environments#get-an-environment
function shown(name: string, { reviewers = [], restricted = true }: EnvironmentRules, place: Place): object {
  const required = {
    id: 1,
    node_id: 'GA_1',
    type: 'required_reviewers',
    prevent_self_review: false,
    reviewers: reviewers.map((login) => ({ type: 'User', reviewer: account(login) })),
  };
  return {
    id: 1,
    node_id: 'EN_1',
    name,
    url: `${place.api}/environments/${encodeURIComponent(name)}`,
    html_url: `${place.html}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: now(),
    updated_at: now(),
    protection_rules: reviewers.length > 0 ? [required] : [],
    deployment_branch_policy: restricted ? { protected_branches: true, custom_branch_policies: false } : null,
  };
}
