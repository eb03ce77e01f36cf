/**
 * Invariants: the scripts of a run pass shellcheck with all its rules; the one that ends processes finds those of a job alone.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Guard } from '../../src/run/guard';
import { Tracking } from '../../src/run/tracking';
import { tool } from '../helpers/tools';

const FOLDER = resolve(__dirname, '..', '..', 'assets', 'run');
const shellcheck = tool('shellcheck');

(shellcheck || process.env.CI ? test : test.skip)('shellcheck finds nothing, with all its rules', () => {
  expect(execFileSync(shellcheck!, ['-o', 'all', ...readdirSync(FOLDER).map((name) => join(FOLDER, name))], { encoding: 'utf8' })).toBe('');
});

test('processes of a job are ended, those of another are not', async () => {
  const guard = new Guard();
  const [one, other] = [new Tracking().guardedBy(guard), new Tracking()];
  const begin = ({ id }: Tracking) => spawn('/bin/bash', ['-c', 'trap "" TERM INT; sleep 60 & setsid sleep 60 & wait'], { env: { PATH: '/usr/bin:/bin', RUNNER_TRACKING_ID: id }, stdio: 'ignore', detached: true });
  const [first, second] = [begin(one), begin(other)];
  const ended = new Promise((resolved) => first.once('exit', (_, signal) => resolved(signal)));
  await new Promise((resolved) => setTimeout(resolved, 200));
  await one.end();
  expect(await ended).toBe('SIGKILL');
  expect(second.exitCode ?? second.signalCode).toBeNull();
  await other.end();
  await guard.release();
});
