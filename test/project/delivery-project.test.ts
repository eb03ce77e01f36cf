// A repository that exists already: what was written by hand stays byte for byte.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryProject, NodeCiPipeline } from '../../src';
import { attempt, synthesize } from '../../src/testing';
import { NODE_FILES, packageJson } from '../variants/repositories';

const BY_HAND = {
  ...NODE_FILES,
  'package.json': packageJson({ private: true }).replace(/\n/g, '\r\n'),
  '.gitignore': 'node_modules\n# kept\n/local',
  '.gitattributes': '*.png binary\n\n# kept\n*.sh text eol=lf\n',
  '.editorconfig': 'root = true\n',
  '.npmrc': 'fund=false',
  'tsconfig.json': '{ "compilerOptions": {} }',
  'README.md': '# Tool\n',
};

const compose = (outdir: string) => {
  const project = new DeliveryProject({ name: 'tool', outdir });
  new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
  return project;
};

const PINS = '.github/actions/pins/action.yml';

test('files that were there stay byte for byte', () => {
  const { tree } = synthesize(compose, { files: BY_HAND });
  const { '.gitattributes': attributes, ...others } = BY_HAND;
  for (const [path, text] of Object.entries(others)) expect([path, tree[path]]).toEqual([path, text]);
  expect(tree['.gitattributes'].startsWith(attributes)).toBe(true);
});

test('.gitattributes gains one block, which names every generated file but the pins, which people review', () => {
  const synthesized = synthesize(compose, { files: BY_HAND });
  const block = synthesized.text('.gitattributes').slice(BY_HAND['.gitattributes'].length);
  expect(block.match(/# >>> generated files/g)).toHaveLength(1);
  expect(block).not.toContain(PINS);
  for (const path of synthesized.generated.filter((each) => each !== PINS && !each.startsWith('.projen/'))) expect(block).toMatch(new RegExp(`^/${path.replace(/\./g, '\\.')} linguist-generated$`, 'm'));
});

test('generated files are read-only, all but the pins, which bots raise; scripts are executable', () => {
  const synthesized = synthesize(compose, { files: NODE_FILES });
  for (const path of synthesized.generated) {
    // What its owner may do with it.
    const mode = statSync(join(synthesized.outdir, path)).mode.toString(8).slice(-3, -2);
    expect([path, mode]).toEqual([path, path.endsWith('.sh') ? '5' : path === '.github/actions/pins/action.yml' ? '6' : '4']);
  }
});

test('an .nvmrc of the repository\'s own is read and left alone', () => {
  const own = (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    new NodeCiPipeline(project, 'Ci');
    return project;
  };
  const synthesized = synthesize(own, { files: { ...NODE_FILES, '.nvmrc': 'v22.11.0' } });
  expect(synthesized.text('.nvmrc')).toBe('v22.11.0');
  expect(synthesized.generated).not.toContain('.nvmrc');
});

test('an .nvmrc that says something else is not replaced unasked', () => {
  const { error, changed } = attempt(compose, { files: { ...NODE_FILES, '.nvmrc': '18\n' } });
  expect(error?.message).toMatch(/^\.nvmrc: this file was written by hand and would be replaced\./);
  expect(changed).toEqual([]);
});

test('a project that composes nothing writes no workflow', () => {
  const { tree } = synthesize((outdir) => new DeliveryProject({ name: 'tool', outdir }), { files: NODE_FILES });
  expect(Object.keys(tree).filter((path) => path.startsWith('.github/') || path.startsWith('scripts/'))).toEqual([]);
  expect(tree['package.json']).toBe(NODE_FILES['package.json']);
});
