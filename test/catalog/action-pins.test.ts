// Guards: what is written can be read back, also after a bot changed it, and a line that pins nothing is named.
import * as yaml from 'yaml';
import { ActionCatalog } from '../../src/catalog/action-catalog';
import { parsePins, renderPins } from '../../src/catalog/action-pins';
import { ActionCall } from '../../src/model/action-call';

const catalog = ActionCatalog.standard();
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const calls = [
  ActionCall.of('github/codeql-action/init'),
  ActionCall.of('Swatinem/rust-cache'),
  ActionCall.of('actions/cache', { path: 'target', key: 'k' }),
  ActionCall.of('github/codeql-action/analyze'),
  ActionCall.of('actions/cache', { path: 'other', key: 'l' }),
  ActionCall.local('.github/actions/setup'),
  ActionCall.of('acme/deploy', {}, { commit: A, version: 'v1.0.0' }),
];

describe('renderPins', () => {
  test('writes a composite action, one step for each action, sorted', () => {
    expect(renderPins(catalog, calls)).toMatchInlineSnapshot(`
"name: Pins
description: >-
  Never runs. It holds the commit of every action of this repository, where Dependabot and Renovate find and raise it.
  The workflows are generated from it: after a change here, synthesize again.
runs:
  using: composite
  steps:
    - uses: actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5
      with:
        key: unused
        path: unused
    - uses: github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
    - uses: github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
    - uses: Swatinem/rust-cache@6323deb102c322ba6fcbdcafc7e3dddab59af2b6 # v2.9.2
"
`);
  });

  test('writes valid YAML whose steps the catalogue accepts', () => {
    const action = yaml.parse(renderPins(catalog, calls)) as {
      name: string;
      description: string;
      runs: { using: string; steps: { uses: string; with?: Record<string, string> }[] };
    };
    expect([action.name, typeof action.description, action.runs.using]).toEqual(['Pins', 'string', 'composite']);
    for (const step of action.runs.steps) expect(catalog.check(ActionCall.of(step.uses.split('@')[0], step.with))).toEqual([]);
  });

  test('writes an empty list of steps when nothing is used', () => {
    expect((yaml.parse(renderPins(catalog, [])) as { runs: { steps: unknown[] } }).runs.steps).toEqual([]);
  });

  test('does not depend on the order of the calls', () => {
    expect(renderPins(catalog, [...calls].reverse())).toBe(renderPins(catalog, calls));
  });
});

describe('parsePins', () => {
  test('reads what was written, and a second rendering is the same', () => {
    const text = renderPins(catalog, calls);
    const pins = parsePins(text, 'pins.yml');
    expect(Object.keys(pins)).toEqual(['actions/cache', 'github/codeql-action', 'Swatinem/rust-cache']);
    expect(pins['actions/cache']).toEqual({ commit: '27d5ce7f107fe9357f9df03efb73ab90386fccae', version: 'v5.0.5', line: 8 });
    expect(renderPins(catalog.withPins(pins), calls)).toBe(text);
  });

  test('takes the bump of a bot over', () => {
    const old = renderPins(catalog, calls);
    const bumped = old.replace(/github\/codeql-action(\/\w+)@\w+ # v4\.36\.2/g, `github/codeql-action$1@${B} # v4.40.0`);
    expect(bumped).not.toBe(old);
    const raised = catalog.withPins(parsePins(bumped, 'pins.yml'));
    expect(raised.resolve(ActionCall.of('github/codeql-action/upload-sarif'))).toEqual({ uses: `github/codeql-action/upload-sarif@${B}`, version: 'v4.40.0', verified: false });
    expect(renderPins(raised, calls)).toBe(bumped);
  });

  test.each([
    ['quotes', `- uses: "acme/deploy@${A}" # v1.2.3`],
    ['a key of its own line', `      uses: acme/deploy/sub/path@${A} # v1.2.3`],
    ['the words of Renovate', `- uses: acme/deploy@${A} # tag=v1.2.3`],
    ['more words after the version', `- uses: acme/deploy@${A} # v1.2.3 zizmor: ignore[x]`],
    ['a carriage return', `- uses: acme/deploy@${A} # v1.2.3\r`],
  ])('reads %s', (_, line) => {
    expect(parsePins(`${line}\n`, 'p')).toEqual({ 'acme/deploy': { commit: A, version: 'v1.2.3', line: 1 } });
  });

  test('passes over what is no pin', () => {
    expect(parsePins('# uses: acme/deploy@v1\nname: uses\n- uses: ./local\n- uses: docker://image:1\n', 'p')).toEqual({});
  });

  test.each([
    ['a tag', '- uses: acme/deploy@v1', 'p.yml:2: "v1" is not a commit of acme/deploy.'],
    ['a short commit', '- uses: acme/deploy@abc1234 # v1.0.0', 'p.yml:2: "abc1234" is not a commit of acme/deploy.'],
    ['nothing after the name', '- uses: acme/deploy', 'p.yml:2: "acme/deploy" names no commit.'],
    ['no comment', `- uses: acme/deploy@${A}`, 'p.yml:2: acme/deploy lacks the version comment.'],
    ['a branch in the comment', `- uses: acme/deploy@${A} # main`, 'p.yml:2: acme/deploy lacks the version comment.'],
    ['another commit for another path', `- uses: Acme/first/sub@${B} # v2.0.0`, 'p.yml:2: Acme/first is at bbbbbbbbbbbb (v2.0.0), and at aaaaaaaaaaaa (v1.0.0) in line 1.'],
    ['another version for the same commit', `- uses: acme/first/sub@${A} # v2.0.0`, 'p.yml:2: acme/first is at aaaaaaaaaaaa (v2.0.0), and at aaaaaaaaaaaa (v1.0.0) in line 1.'],
  ])('refuses %s', (_, line, message) => {
    expect(() => parsePins(`- uses: acme/first@${A} # v1.0.0\n${line}\n`, 'p.yml')).toThrow(message);
  });

  test('tells every wrong line at once', () => {
    expect(() => parsePins('- uses: a/b@v1\n- uses: c/d@v1\n', 'p.yml')).toThrow(/2 problems:[\s\S]*p\.yml:1: [\s\S]*p\.yml:2: /);
  });
});
