// Guards that the header of a script is its whole interface: read exactly, refused when it is unclear.
import { parseScriptHeader } from '../../src/script/script-header';
import { refusal } from '../model/refusal';

const parse = (...lines: string[]) => parseScriptHeader('/x.sh', ['#!/usr/bin/env bash', ...lines, 'set -euo pipefail', '# @param LATER not read'].join('\n'));

test('reads every tag', () => {
  expect(parse(
    '# @summary Packs the package.',
    '# A line for people.',
    '#',
    '# @param TARGET Where it goes.',
    '# @param FORMAT How it is packed (default: tgz)',
    '# @param NAME A name (with brackets) (default: a (b)).',
    '# @param NOTE May be nothing (default: )',
    '# @secret TOKEN To read it.',
    '# @secret EXTRA For private ones (optional).',
    '# @output path Where it is.',
    '# @needs npm  jq',
    '# @needs git',
    '# @calls one.sh two.sh',
    '# @exit 64 A parameter is wrong.',
  )).toEqual({
    summary: 'Packs the package.',
    parameters: [
      { name: 'TARGET', description: 'Where it goes.', defaultValue: undefined, secret: false, required: true },
      { name: 'FORMAT', description: 'How it is packed', defaultValue: 'tgz', secret: false, required: false },
      { name: 'NAME', description: 'A name (with brackets)', defaultValue: 'a (b)', secret: false, required: false },
      { name: 'NOTE', description: 'May be nothing', defaultValue: '', secret: false, required: false },
      { name: 'TOKEN', description: 'To read it.', secret: true, required: true },
      { name: 'EXTRA', description: 'For private ones (optional).', secret: true, required: false },
    ],
    outputs: { path: 'Where it is.' },
    needs: ['npm', 'jq', 'git'],
    calls: ['one.sh', 'two.sh'],
    exits: { 64: 'A parameter is wrong.' },
  });
});

test.each([
  ['no summary', ['# @param A x'], '/x.sh:1: the header has no @summary.\n  Say in one sentence'],
  ['an unknown tag', ['# @summary x', '# @author me'], '/x.sh:3: "@author" is not a tag.\n  Tags are @summary, @param, @secret, @output, @needs, @calls and @exit.'],
  ['a parameter in lower case', ['# @summary x', '# @param name x'], '/x.sh:3: "name" is not a parameter.\n  Parameters are environment variables in upper case'],
  ['a secret in lower case', ['# @summary x', '# @secret token x'], '/x.sh:3: "token" is not a parameter.'],
  ['a parameter twice', ['# @summary x', '# @param A x', '# @secret A x'], '/x.sh:4: "A" is declared twice.'],
  ['an output without a name', ['# @summary x', '# @output'], '/x.sh:3: "" is not an output.'],
])('refuses %s', (_, lines, text) => {
  expect(refusal(() => parse(...lines))).toContain(text);
});
