// report-issue.sh: one issue for one failure, and a failed call of GitHub is never "no issue".
import { Rehearsal } from '../helpers/stand-ins';

// Answers from $ISSUES and $LABELS; fails the call that $BREAK names.
const GH = `
verb="$1 $2"
if [[ "$1" == api ]]; then verb='issue list'; fi
if [[ "$verb" == "$BREAK" ]]; then echo "HTTP 403" >&2; exit 1; fi
case "$verb" in
  'issue list') printf '%s' "$ISSUES" ;;
  'label list') if [[ -e "\${0%/*}/made" ]]; then printf '[{"name":"ci failure"}]'; else printf '%s' "$LABELS"; fi ;;
  'label create') if [[ "$MEANWHILE" == true ]]; then touch "\${0%/*}/made"; echo "already exists" >&2; exit 1; fi ;;
  'issue create') printf '%s\\n' "\${CREATED:-https://github.com/acme/tool/issues/17}" ;;
esac`;
const PARAMETERS = {
  TITLE: 'Nightly run fails',
  LABEL: 'ci failure',
  RUN_URL: 'https://github.com/acme/tool/actions/runs/1',
  REPOSITORY: 'acme/tool',
  GH_TOKEN: 'token-of-test',
  ISSUES: '[]',
  LABELS: '[{"name":"CI Failure"}]',
};
const OPEN = '[{"number":4,"title":"Nightly run fails on macOS"},{"number":5,"title":"Nightly run fails"}]';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('gh', GH);
});
afterEach(() => place.remove());

const report = (parameters: Record<string, string>) => place.run('report-issue.sh', { ...PARAMETERS, ...parameters });
const verbs = () => place.calls('gh').map((call) => (call.args[0] === 'api' ? 'issue list' : call.args.slice(0, 2).join(' ')));
const option = (verb: string, name: string) => {
  const args = place.calls('gh').find((call) => call.args.slice(0, 2).join(' ') === verb)?.args ?? [];
  return args[args.indexOf(name) + 1];
};

test('a first failure opens an issue', () => {
  const run = report({ STATUS: 'failure', BODY: 'It was `rm -rf "$HOME"`; $(id)' });
  expect(verbs()).toEqual(['issue list', 'label list', 'issue create']);
  expect(option('issue create', '--title')).toBe('Nightly run fails');
  expect(option('issue create', '--body')).toBe(`The run failed: ${PARAMETERS.RUN_URL}\n\nIt was \`rm -rf "$HOME"\`; $(id)`);
  expect(run.outputs).toEqual({ issue: '17' });
  expect(place.calls('gh')[0].args).toEqual(['api', 'repos/acme/tool/issues?state=open&labels=ci%20failure&per_page=100', '--paginate']);
  expect(place.calls('gh').every((call) => call.args.join(' ').includes('acme/tool') && call.env.GH_TOKEN === 'token-of-test')).toBe(true);
  expect(run.stdout + run.stderr).not.toContain('token-of-test');
});

test('an issue on a later page is found, a pull request of the same title is none', () => {
  const pages = `[{"number":3,"title":"Nightly run fails","pull_request":{}}]${OPEN}`;
  expect(report({ STATUS: 'failure', ISSUES: pages }).outputs).toEqual({ issue: '5' });
});

describe('text from a file', () => {
  test('follows the text that was given', () => {
    const file = place.write('report.md', '| crate | advisory |\n`$(id)` "quoted"\n');
    expect(report({ STATUS: 'failure', BODY: 'Advisories:', BODY_FILE: file }).status).toBe(0);
    expect(option('issue create', '--body')).toBe(`The run failed: ${PARAMETERS.RUN_URL}\n\nAdvisories:\n\n| crate | advisory |\n\`$(id)\` "quoted"`);
  });

  test('is in a comment as well, and not in what tells the recovery', () => {
    const file = place.write('report.md', 'told by the file\n');
    report({ STATUS: 'failure', BODY_FILE: file, ISSUES: OPEN });
    expect(option('issue comment', '--body')).toContain('told by the file');
    place.remove();
    place = new Rehearsal().standIn('gh', GH);
    report({ STATUS: 'success', BODY_FILE: file, ISSUES: OPEN });
    expect(option('issue comment', '--body')).not.toContain('told by the file');
  });

  test('that is missing is told and does not hide the failure', () => {
    const run = report({ STATUS: 'failure', BODY_FILE: 'reports/none.md' });
    expect(run.status).toBe(0);
    expect(option('issue create', '--body')).toContain('The file reports/none.md, which should tell more, is missing.');
  });

  test('that is too long for an issue is cut, and that is told', () => {
    const file = place.write('report.md', '€'.repeat(70_000));
    expect(report({ STATUS: 'failure', BODY_FILE: file }).status).toBe(0);
    const body = option('issue create', '--body');
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/€\n\nThe rest of .*report\.md is left out\.$/);
  });
});

test.each(['[]', '', '[{"name":"bug"}]'])('a missing label is created before, whether gh lists %j', (LABELS) => {
  report({ STATUS: 'failure', LABELS });
  expect(verbs()).toEqual(['issue list', 'label list', 'label create', 'issue create']);
});

test('a label that another job makes at the same time is there', () => {
  expect(report({ STATUS: 'failure', LABELS: '[]', MEANWHILE: 'true' }).outputs).toEqual({ issue: '17' });
  expect(verbs()).toEqual(['issue list', 'label list', 'label create', 'label list', 'issue create']);
});

test('a further failure is added to the issue with exactly this title', () => {
  const run = report({ STATUS: 'failure', ISSUES: OPEN });
  expect(verbs()).toEqual(['issue list', 'issue comment']);
  expect(place.calls('gh')[1].args[2]).toBe('5');
  expect(run.outputs).toEqual({ issue: '5' });
});

test('recovery comments and closes', () => {
  const run = report({ STATUS: 'success', ISSUES: OPEN });
  expect(verbs()).toEqual(['issue list', 'issue comment', 'issue close']);
  expect(place.calls('gh')[2].args[2]).toBe('5');
  expect(run.outputs).toEqual({ issue: '5' });
});

test('success without an issue does nothing', () => {
  const run = report({ STATUS: 'success' });
  expect(verbs()).toEqual(['issue list']);
  expect(run.outputs).toEqual({ issue: '' });
});

test.each(['cancelled', 'skipped'])('a %s run says nothing', (status) => {
  expect(report({ STATUS: status, ISSUES: OPEN }).status).toBe(0);
  expect(verbs()).toEqual([]);
});

test.each([
  ['issue list', { STATUS: 'failure' }],
  ['label list', { STATUS: 'failure' }],
  ['label create', { STATUS: 'failure', LABELS: '[]' }],
  ['issue create', { STATUS: 'failure' }],
  ['issue comment', { STATUS: 'failure', ISSUES: OPEN }],
  ['issue close', { STATUS: 'success', ISSUES: OPEN }],
])('a failure of "gh %s" ends the run', (verb, parameters) => {
  const run = report({ ...parameters, BREAK: verb } as unknown as Record<string, string>);
  expect(run.status).toBe(4);
  expect(run.stderr).toContain(`gh ${verb === 'issue list' ? 'api repos/acme/tool/issues' : verb}`);
  // After a label that could not be made it is looked whether another job made it.
  expect(verbs().filter((each) => each !== 'label list' || verb === each).at(-1)).toBe(verb);
  expect(run.outputs).toEqual({});
});

test('an answer that is no address of an issue ends the run', () => {
  expect(report({ STATUS: 'failure', CREATED: 'ok' }).status).toBe(4);
});

test.each([
  [{ STATUS: 'broken' }, 'STATUS is broken'],
  [{ STATUS: 'failure', REPOSITORY: 'acme' }, 'Use owner/name'],
  [{ STATUS: 'failure', GH_TOKEN: '' }, 'GH_TOKEN is empty'],
  [{ STATUS: '' }, 'STATUS is empty'],
])('%j is wrong usage', (parameters, message) => {
  const run = report(parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
});
