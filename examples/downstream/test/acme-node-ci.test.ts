// The company's pipeline: its defaults, its own stage, and that hooks see the fields of a subclass.
import { AcmeNodeCi, AcmeNodeCiOptions, AcmeProject } from 'acme-delivery';
import { attempt, synthesize, Synthesized } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';

function synth(options?: AcmeNodeCiOptions): Synthesized {
  return synthesize((outdir) => {
    const project = new AcmeProject({ name: 'shop', outdir });
    new AcmeNodeCi(project, 'Ci', options);
    return project;
  }, { files: REPOSITORY });
}

test('the company decides versions and severity', () => {
  const result = synth();
  expect(result.text('.nvmrc')).toBe('24\n');
  expect(result.workflow('ci').job('unit-tests').document.strategy.matrix).toEqual({ node: ['22', '24'] });
  expect(result.workflow('ci').job('security').step('Scan files').with).toMatchObject({ 'severity-cutoff': 'medium' });
});

test('a repository decides otherwise', () => {
  const result = synth({ nodeVersion: '22', testVersions: ['22'] });
  expect(result.text('.nvmrc')).toBe('22\n');
  expect(result.workflow('ci').job('unit-tests').document.strategy.matrix).toEqual({ node: ['22'] });
});

// #region late
test('addStages runs late: it sees the fields that the constructor sets', () => {
  const licences = (result: Synthesized) => result.workflow('ci').job('licences').step('check-licences').env;
  expect(licences(synth())).toEqual({ ALLOWED: 'MIT ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0' });
  expect(licences(synth({ licences: ['MIT'] }))).toEqual({ ALLOWED: 'MIT' });
});
// #endregion

test('a stage of the company refuses like one of the library, and nothing is written', () => {
  const { error, changed } = attempt((outdir) => {
    const project = new AcmeProject({ name: 'shop', outdir });
    new AcmeNodeCi(project, 'Ci', { licences: [] });
    return project;
  }, { files: REPOSITORY });
  expect(error?.message).toMatch(/^Ci\/Licences: `allowed` is empty\.\n[^]*Nothing was written\.$/);
  expect(changed).toEqual([]);
});
