// A registry is known by its address, and each has its own way to say who publishes, who reads and who takes back: tokens and
// permissions are in the job that needs them and in no other.
import { releaseJob, releases } from './composed';
import { Environment, Expr, PackageAccess, PublishTarget, PublishTargetOptions } from '../../../src';

const TOKEN = Expr.secret('REGISTRY_TOKEN');
const registry = (options: PublishTargetOptions = {}) => PublishTarget.registry('https://npm.example.com/', { token: TOKEN, ...options });
const jobs = (production: PublishTarget) => {
  const workflow = releases({ production }).workflow('release');
  return { publish: workflow.job('publish-production'), verify: workflow.job('verify-production'), back: workflow.job('roll-back-production') };
};

describe('each registry has its name, address and environments', () => {
  test.each<[string, PublishTarget, object]>([
    ['npm', PublishTarget.npm(), { label: 'npm', url: 'https://registry.npmjs.org', isTrusted: true, access: 'public', environment: { name: 'production' }, rollbackEnvironment: { name: 'rollback' } }],
    ['npm with a token', PublishTarget.npm({ token: TOKEN }), { label: 'npm', isTrusted: false }],
    ['GitHub Packages', PublishTarget.githubPackages(), { label: 'GitHub Packages', url: 'https://npm.pkg.github.com', isTrusted: false, environment: { name: 'staging' } }],
    ['another', registry(), { label: 'npm.example.com', url: 'https://npm.example.com', isTrusted: false, environment: { name: 'production' } }],
    ['one with a port and a path', PublishTarget.registry('https://npm.example.com:8443/npm//', { token: TOKEN }), { label: 'npm.example.com:8443', url: 'https://npm.example.com:8443/npm' }],
  ])('%s', (_, target, expected) => expect(target).toMatchObject(expected));
});

describe('tokens and permissions of publishing, installing and taking back', () => {
  const [OF_JOB, OWN, BACK] = ['github.token', 'secrets.REGISTRY_TOKEN', 'secrets.NPM_ROLLBACK_TOKEN'].map((name) => `\${{ ${name} }}`);
  const read = { contents: 'read' };
  const tell = { contents: 'read', issues: 'write' };
  const packages = (access: string) => ({ ...read, packages: access });

  test.each<[string, PublishTarget, (string | undefined)[], object[]]>([
    ['npm', PublishTarget.npm(), [undefined, undefined, BACK], [{ ...read, 'id-token': 'write' }, read, tell]],
    ['npm with tokens', PublishTarget.npm({ token: TOKEN, rollbackToken: Expr.secret('BACK') }), [OWN, undefined, '${{ secrets.BACK }}'], [read, read, tell]],
    ['a restricted package', PublishTarget.npm({ token: TOKEN, access: PackageAccess.RESTRICTED }), [OWN, OWN, BACK], [read, read, tell]],
    ['GitHub Packages', PublishTarget.githubPackages(), [OF_JOB, OF_JOB, OF_JOB], [packages('write'), packages('read'), { ...tell, packages: 'write' }]],
    ['GitHub Packages, taken back by a token', PublishTarget.githubPackages({ rollbackToken: TOKEN }), [OF_JOB, OF_JOB, OWN], [packages('write'), packages('read'), tell]],
    ['GitHub Packages with a token', PublishTarget.githubPackages({ token: TOKEN }), [OWN, OWN, OWN], [read, read, tell]],
    ['another', registry(), [OWN, undefined, OWN], [read, read, tell]],
  ])('%s', (_, target, tokens, permissions) => {
    const { publish, verify, back } = jobs(target);
    expect([publish.step('publish'), verify.step('install'), back.step('rollback')].map(({ env }) => env!.NPM_TOKEN)).toEqual(tokens);
    expect([publish, verify, back].map(({ document }) => document.permissions)).toEqual(permissions);
  });
});

test('access, provenance and environments are those it is told', () => {
  const { publish, back } = jobs(PublishTarget.npm({
    access: PackageAccess.RESTRICTED, token: TOKEN, environment: Environment.named('npm', { url: 'https://www.npmjs.com' }), rollbackEnvironment: Environment.named('back'),
  }));
  expect(publish.step('publish').env).toMatchObject({ ACCESS: 'restricted', PROVENANCE: false });
  expect(publish.document.environment).toEqual({ name: 'npm', url: 'https://www.npmjs.com' });
  expect(back.document.environment).toEqual({ name: 'back', deployment: false });
  expect(releaseJob('publish-production').step('publish').env).toMatchObject({ ACCESS: 'public', PROVENANCE: true });
});

describe('what nobody could publish to is refused', () => {
  test.each(['', 'npm.example.com', 'http://npm.example.com', 'https://', 'https://:80', 'https://a b', 'https://a/?x', 'https://a/#x', 'https://${{ inputs.x }}', 'https://ann:secret@npm.example.com'])('the address %j', (url) => {
    expect(() => PublishTarget.registry(url, { token: TOKEN })).toThrow(`PublishTarget.registry("${url}"): it is no address of a registry.`);
    expect(() => PublishTarget.registry(url, { token: TOKEN })).toThrow('Write it in full');
  });

  test('no token', () => {
    expect(() => PublishTarget.registry('https://npm.example.com', {})).toThrow(/PublishTarget\.registry\("https:\/\/npm\.example\.com"\): nobody may publish to it: there is no `token`\.[^]*Expr\.secret/);
  });

  test.each<[string, () => PublishTarget]>([
    ['PublishTarget of npm: `token`', () => PublishTarget.npm({ token: Expr.variable('TOKEN') })],
    ['PublishTarget of npm: `rollbackToken`', () => PublishTarget.npm({ rollbackToken: Expr.literal('abc') })],
    ['PublishTarget of GitHub Packages: `token`', () => PublishTarget.githubPackages({ token: Expr.github('actor') })],
    ['PublishTarget of npm.example.com: `token`', () => registry({ token: Expr.variable('TOKEN') })],
  ])('%s that anybody can read', (words, make) => {
    expect(make).toThrow(`${words} is no secret.`);
    expect(make).toThrow('Use Expr.secret(…)');
  });

  test('a way back that waits for people', () => {
    const make = () => PublishTarget.npm({ rollbackEnvironment: Environment.named('back').approvedBy('ann', 'bob') });
    expect(make).toThrow('PublishTarget of npm: what takes a release back waits for the consent of ann, bob.');
    expect(make).toThrow('Give `rollbackEnvironment` one without reviewers');
  });
});
