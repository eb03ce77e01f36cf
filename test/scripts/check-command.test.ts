// check-command.sh: the program that answers is the one of the package under test.
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.write('prefix/bin/tool', '#!/bin/bash\necho "tool $*"\n', 0o755);
});
afterEach(() => place.remove());

const installed = () => `${place.work}/prefix/bin:${place.bin}:${process.env.PATH}`;

test('runs the command line and says with what', () => {
  const run = place.run('check-command.sh', { COMMAND: 'MODE=x tool --version', PREFIX: 'prefix', PATH: installed() });
  expect(run.stdout).toContain(`program: ${place.work}/prefix/bin/tool`);
  expect(run.stdout).toMatch(/node: (v\d+|none)/);
  expect(run.stdout).toContain('system: ');
  expect(run.stdout).toContain('tool --version\n');
  expect(run.status).toBe(0);
});

test('another program of the same name first on PATH is refused and not run', () => {
  place.standIn('tool');
  const run = place.run('check-command.sh', { COMMAND: 'tool --version', PREFIX: 'prefix' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('outside prefix');
  expect(place.calls('tool')).toEqual([]);
});

test('a folder whose name merely starts like the prefix is outside', () => {
  place.write('prefix-old/tool', '#!/bin/bash\n', 0o755);
  const search = `${place.work}/prefix-old:${process.env.PATH}`;
  expect(place.run('check-command.sh', { COMMAND: 'tool', PREFIX: 'prefix', PATH: search }).status).toBe(3);
});

test.each([
  ['a program that is nowhere', 'no-such-tool --help', 'prefix', 'not on PATH'],
  ['a prefix that is no folder', 'tool', 'nowhere', 'is no folder'],
])('%s fails', (_, command, prefix, message) => {
  const run = place.run('check-command.sh', { COMMAND: command, PREFIX: prefix });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(message);
});

test.each(['exit 9', 'false | cat', 'false; true', 'echo "$UNSET_VARIABLE"'])('"%s" fails', (command) => {
  const run = place.run('check-command.sh', { COMMAND: command });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('ended with');
});

test('no command is wrong usage', () => {
  expect(place.run('check-command.sh').status).toBe(64);
});
