import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, HELP, parseArguments } from '../../src/arguments.js';
import { UsageError } from '../../src/errors.js';

test('options become settings', () => {
  const request = parseArguments([
    'backup',
    '-d',
    'web',
    '--domain',
    'db',
    '-o',
    '/srv',
    '-k',
    '3',
    '-z',
  ]);
  assert.equal(request.command, 'backup');
  assert.deepEqual(request.settings, {
    domains: ['web', 'db'],
    output: '/srv',
    keep: 3,
    compress: true,
  });
  assert.equal(request.verbose, false);
});

test('options of the program itself are not settings', () => {
  const request = parseArguments(['status', '-v', '-c', 'vmsnap.json']);
  assert.deepEqual(request.settings, {});
  assert.equal(request.file, 'vmsnap.json');
  assert.equal(request.verbose, true);
});

test('help and version need no command', () => {
  assert.equal(parseArguments(['--help']).help, true);
  assert.equal(parseArguments(['-V']).version, true);
});

test('a wrong command line is refused with the reason', () => {
  assert.throws(() => parseArguments([]), /command must be one of .*, got none/);
  assert.throws(() => parseArguments(['destroy']), /got destroy/);
  assert.throws(() => parseArguments(['backup', 'web']), /unexpected argument: web/);
  assert.throws(() => parseArguments(['backup', '--fast']), UsageError);
  assert.throws(() => parseArguments(['backup', '--output']), UsageError);
});

test('the help names every command', () => {
  for (const command of COMMANDS) assert.match(HELP, new RegExp(`^  ${command} `, 'm'));
});
