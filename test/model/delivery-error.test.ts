// Guards the form of every error: place and problem, the user's own line, the fix, and that nothing
// was written; several problems are told together, each whole.
import { join } from 'node:path';
import { Timeout } from '../../src/model';
import { callSite } from '../../src/model/call-site';
import { DeliveryError } from '../../src/model/delivery-error';

const here = __filename.slice(process.cwd().length + 1);

test('names the line of the person who composed', () => {
  let error: Error | undefined;
  try {
    Timeout.minutes(0);
  } catch (thrown) {
    error = thrown as Error;
  }
  const lines = error!.message.split('\n');
  expect(lines[0]).toBe('Timeout.minutes: 0 is not allowed.');
  expect(lines[1]).toMatch(new RegExp(`^  at ${here.replace(/\./g, '\\.')}:\\d+$`));
  expect(lines[2]).toBe('  Give a whole number of minutes from 1 to 360, the longest a job on a hosted runner may take.');
  expect(lines[3]).toBe('Nothing was written.');
  expect(lines).toHaveLength(4);
  expect(error!.stack).toBe(`DeliveryError: ${error!.message}`);
});

test('indents each line of the fix, and leaves out an unknown line', () => {
  const error = new DeliveryError({ place: 'Ci/Deploy', problem: 'it is wrong.', fix: 'Do this,\nor that.', at: '' });
  expect(error.message).toBe('Ci/Deploy: it is wrong.\n  Do this,\n  or that.\nNothing was written.');
});

test('tells several problems, and once that nothing was written', () => {
  const one = new DeliveryError({ place: 'A', problem: 'x.', fix: 'f.', at: 'rc.ts:1' });
  const two = new DeliveryError({ place: 'B', problem: 'y.', fix: 'g.', at: '' });
  expect(DeliveryError.combine([one])).toBe(one);
  expect(DeliveryError.combine([one, two]).message).toBe('2 problems:\n\nA: x.\n  at rc.ts:1\n  f.\n\nB: y.\n  g.\nNothing was written.');
});

describe('the call site', () => {
  const inFile = (file: string) => {
    const { compileFunction } = jest.requireActual<typeof import('node:vm')>('node:vm');
    return compileFunction('return callSite();', ['callSite'], { filename: file })(callSite) as string;
  };

  test.each(['/home/me/internal/tool/.projenrc.ts', '/srv/my-src/app/.projenrc.ts'])('may be in %s', (file) => {
    expect(inFile(file)).toMatch(new RegExp(`^${file.replace(/\./g, '\\.')}:1$`));
  });

  test('is relative to the current folder', () => {
    expect(inFile(join(process.cwd(), 'projenrc/ci.ts'))).toBe('projenrc/ci.ts:1');
  });

  test.each([join(__dirname, '../../src/stages/x.ts'), '/x/node_modules/projen-delivery/lib/x.js', join(process.cwd(), 'node_modules/projen/lib/project.js')])('is never in %s', (file) => {
    expect(inFile(file)).toMatch(new RegExp(`^${here.replace(/\./g, '\\.')}:\\d+$`));
  });

  test('leaves the depth of stack traces as it was', () => {
    const before = Error.stackTraceLimit;
    callSite();
    expect(Error.stackTraceLimit).toBe(before);
  });
});
