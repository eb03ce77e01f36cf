import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError, MissingToolError } from '../../src/errors.js';
import { runner } from '../../src/run.js';

const node = (script) => ({ file: process.execPath, args: ['-e', script] });

test('the output of a command is returned', async () => {
  const traced = [];
  const run = runner({ GREETING: 'hello' }, (line) => traced.push(line));
  assert.equal(await run(node('process.stdout.write(process.env.GREETING)')), 'hello');
  assert.equal(traced.length, 1);
});

test('output is asked for untranslated', async () => {
  const run = runner({ LC_ALL: 'de_DE.UTF-8' });
  assert.equal(await run(node('process.stdout.write(process.env.LC_ALL)')), 'C');
});

test('a failure carries the code and the end of the output', async () => {
  const run = runner({});
  const script = 'for (let i = 1; i <= 9; i++) console.error(`line ${i}`); process.exit(7)';
  await assert.rejects(run(node(script)), (error) => {
    assert.ok(error instanceof CommandError);
    assert.equal(error.code, 7);
    assert.match(error.message, /ended with 7:\n {2}line 5\n/);
    assert.doesNotMatch(error.message, /line 4/);
    return true;
  });
});

test('a command that is killed says by what', async () => {
  await assert.rejects(runner({})(node('process.kill(process.pid, "SIGKILL")')), /SIGKILL/);
});

test('a program that is not there is named', async () => {
  await assert.rejects(runner({})({ file: '/no/such/virsh', args: [] }), (error) => {
    assert.ok(error instanceof MissingToolError);
    assert.match(error.message, /\/no\/such\/virsh is not installed/);
    return true;
  });
});

test('arguments reach the program as they are', async () => {
  const hostile = '$(touch /tmp/never); "quoted" *';
  const command = {
    file: process.execPath,
    args: ['-e', 'process.stdout.write(process.argv[1])', hostile],
  };
  assert.equal(await runner({})(command), hostile);
});
