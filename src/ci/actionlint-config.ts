import { Acknowledgement } from './acknowledgement';

/** How the messages of each of actionlint's rules begin: its configuration knows messages, not rules. */
const MESSAGES: Record<string, string> = {
  'action': '^(input ".+" is not defined in action|missing input ".+" which is required|the runner of ".+" action is too old|avoid using deprecated input|specifying action ".+" in invalid format)',
  'credentials': '^"password" section in ".+" should be specified via secrets',
  'deprecated-commands': '^workflow command ".+" was deprecated',
  'env-var': '^environment variable name ".+" is invalid',
  'events': '^(invalid activity type|unknown Webhook event|both ".+" and ".+" filters|invalid CRON format|scheduled job runs too frequently)',
  'expression': '^(property ".+" is not defined|".+" is potentially untrusted|context ".+" is not allowed here|receiver of object dereference|undefined (variable|function)|input ".+" of workflow_call)',
  'glob': 'for branch and tag names|invalid glob pattern|for path filter',
  'id': '^(job ID|step ID) ".+" (duplicates|must)|^invalid (job|step) ID',
  'if-cond': '^(if: condition|constant expression) ".+"',
  'job-needs': '^(job ".+" needs job ".+"|cyclic dependencies|job ID ".+" duplicates in "needs")',
  'matrix': '^(duplicate value|value .+ in "exclude"|".+" in "exclude" section)',
  'permissions': '^(".+" is invalid for permission|unknown permission scope)',
  'runner-label': '^label ".+" (is unknown|conflicts with)',
  'shell-name': '^shell name ".+" is invalid',
  'syntax-check': '^(unexpected key|key ".+" is duplicated|".+" section is missing|could not parse as YAML)',
  'workflow-call': '^(input ".+" is (not defined|required)|secret ".+" is (not defined|required)|reusable workflow call)',
};

/** actionlint's configuration with what was accepted, or undefined where it knows none of it. @see https://github.com/rhysd/actionlint/blob/main/docs/config.md @internal */
export function actionlintConfig(acknowledgements: Acknowledgement[], ruleOf: (check: string) => string | undefined): string | undefined {
  const files = new Map<string, Map<string, string>>();
  for (const { check, accepted, options } of acknowledgements) {
    const message = MESSAGES[ruleOf(check) ?? ''];
    if (message === undefined) continue;
    for (const place of accepted) {
      const path = place.replace(/:\d+$/, '');
      if (path.startsWith('.github/workflows/')) files.set(path, (files.get(path) ?? new Map<string, string>()).set(message, options.reason));
    }
  }
  if (files.size === 0) return undefined;
  const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([path, messages]) => [
    `  ${path}:`,
    '    ignore:',
    ...[...messages].flatMap(([message, reason]) => [`      # ${reason.replace(/\s+/g, ' ')}`, `      - '${message}'`]),
  ]);
  return `${['paths:', ...lines].join('\n')}\n`;
}
