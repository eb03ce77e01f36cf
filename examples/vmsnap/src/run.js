import { execFile } from 'node:child_process';
import { CommandError, MissingToolError } from './errors.js';

const OUTPUT_LIMIT = 16 * 1024 * 1024;

/**
 * A function that runs one command and resolves with its standard output.
 * No shell is involved, so a domain name is never more than a name.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} [trace] told of each command before it runs
 */
export function runner(env, trace = () => {}) {
  return ({ file, args }) => {
    trace([file, ...args].join(' '));
    // The output of virsh is read, so it must not be translated.
    const options = { env: { ...env, LC_ALL: 'C' }, maxBuffer: OUTPUT_LIMIT };
    return new Promise((resolve, reject) => {
      execFile(file, args, options, (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if (error.code === 'ENOENT') return reject(new MissingToolError(file));
        const end = error.code ?? error.signal ?? 'an unknown error';
        return reject(new CommandError(file, end, stderr || stdout || error.message));
      });
    });
  };
}
