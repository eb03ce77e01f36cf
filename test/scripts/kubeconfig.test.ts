// The scripts that sign in and write a kubeconfig: it is outside the workspace, for this user alone, later steps find it,
// no credential is an argument of a program, and a refusal names what was asked for and why it mostly fails.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

const GENERIC = 'apiVersion: v1\nkind: Config\n';
const WITH_ENTRA = `${GENERIC}users:\n- user:\n    exec:\n      command: kubelogin\n`;
// Leaves a file where the option says so, as the clouds' programs do.
const WRITES = `
file=''
for (( i = 1; i <= $#; i++ )); do
  if [[ "\${!i}" == --kubeconfig || "\${!i}" == --file ]]; then next=$((i + 1)); file="\${!next}"; fi
done
if [[ -n "$BREAK" && "$*" == *"$BREAK"* ]]; then echo 'AccessDenied: no' >&2; exit 254; fi
if [[ -n "$file" && "$*" != *convert* ]]; then printf '%s' "$TEXT" > "$file"; fi`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
});
afterEach(() => place.remove());

function expectKubeconfig(run: ScriptRun, text: string): void {
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const file = run.environment.KUBECONFIG;
  expect(run.outputs.kubeconfig).toBe(file);
  expect(file.startsWith(path.join(place.folder, 'runner-temp'))).toBe(true);
  expect(fs.readFileSync(file, 'utf8')).toBe(text);
  expect(fs.statSync(file).mode.toString(8)).toMatch(/00$/);
  expect(fs.statSync(path.dirname(file)).mode.toString(8)).toMatch(/00$/);
}

const option = (args: string[], name: string) => args[args.indexOf(name) + 1];

describe('eks-kubeconfig.sh', () => {
  const PARAMETERS = { CLUSTER: 'alys-staging', REGION: 'us-east-1', TEXT: GENERIC };
  beforeEach(() => place.standIn('aws', WRITES));

  test('asks for the cluster by name and region', () => {
    expectKubeconfig(place.run('eks-kubeconfig.sh', PARAMETERS), GENERIC);
    const [{ args }] = place.calls('aws');
    expect(args.slice(0, 8)).toEqual(['eks', 'update-kubeconfig', '--name', 'alys-staging', '--region', 'us-east-1', '--alias', 'alys-staging']);
  });

  test('a refusal of AWS ends the run, and KUBECONFIG stays as it was', () => {
    const run = place.run('eks-kubeconfig.sh', { ...PARAMETERS, BREAK: 'update-kubeconfig' });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/AccessDenied[^]*cluster alys-staging in us-east-1[^]*eks:DescribeCluster/);
    expect(run.environment).toEqual({});
  });

  test('on a laptop the variable is printed', () => {
    const run = place.run('eks-kubeconfig.sh', PARAMETERS, { onLaptop: true });
    expect(run.stdout).toMatch(/^kubeconfig=(\S+)\nexport KUBECONFIG=\1\n$/);
  });

  test.each(['CLUSTER', 'REGION'])('without %s it is wrong usage', (name) => {
    expect(place.run('eks-kubeconfig.sh', { ...PARAMETERS, [name]: '' }).status).toBe(64);
  });
});

describe('azure-login.sh', () => {
  const PARAMETERS = {
    CLIENT_ID: 'client-1',
    TENANT_ID: 'tenant-1',
    SUBSCRIPTION_ID: 'subscription-1',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/x?api-version=2.0',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    ANSWER: '{"value":"identity-token"}',
  };
  // Shows what it was given by file and by standard input, which no argument tells.
  const CURL = 'cat > "${0%/*}/curl.stdin"; if [[ -n "$BREAK_CURL" ]]; then exit 22; fi; printf "%s" "$ANSWER"';
  const AZ = `if [[ "$1" == "$BREAK" ]]; then echo 'AADSTS700213: No matching federated identity' >&2; exit 1; fi
    if [[ "$1" == login ]]; then for one in "$@"; do if [[ "$one" == @* ]]; then cat "\${one#@}" > "\${0%/*}/az.token"; fi; done; fi`;
  beforeEach(() => place.standIn('curl', CURL).standIn('az', AZ));

  test('asks for an identity token for Azure and signs in with it', () => {
    const run = place.run('azure-login.sh', PARAMETERS);
    expect(run.status).toBe(0);
    expect(place.calls('curl')[0].args.at(-1)).toBe('https://token.example/x?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange');
    expect(fs.readFileSync(path.join(place.bin, 'curl.stdin'), 'utf8')).toBe('header = "Authorization: bearer request-token"\n');
    expect(fs.readFileSync(path.join(place.bin, 'az.token'), 'utf8')).toBe('identity-token');
    const [login, set] = place.calls('az');
    expect([option(login.args, '--username'), option(login.args, '--tenant')]).toEqual(['client-1', 'tenant-1']);
    expect(login.args).toContain('--service-principal');
    expect(set.args.slice(0, 4)).toEqual(['account', 'set', '--subscription', 'subscription-1']);
  });

  test('keeps no token: neither in an argument, nor in the log, nor in a file', () => {
    const run = place.run('azure-login.sh', PARAMETERS);
    expect(place.calls().flatMap(({ args }) => args).join(' ')).not.toMatch(/request-token|identity-token/);
    expect(run.stdout + run.stderr).not.toMatch(/request-token|identity-token/);
    const left = fs.readdirSync(path.join(place.folder, 'runner-temp'), { recursive: true, encoding: 'utf8' });
    expect(left).toEqual([path.basename(run.environment.AZURE_CONFIG_DIR)]);
  });

  test('later steps find the login, and the home folder does not', () => {
    const run = place.run('azure-login.sh', PARAMETERS);
    expect(place.calls('az').every((call) => call.env.AZURE_CONFIG_DIR === run.environment.AZURE_CONFIG_DIR)).toBe(true);
    expect(run.environment.AZURE_CONFIG_DIR.startsWith(path.join(place.folder, 'runner-temp'))).toBe(true);
  });

  test.each([
    [{ BREAK_CURL: 'yes' }, 4, 'GitHub did not answer'],
    [{ ANSWER: '{"message":"no"}' }, 4, 'without a token'],
    [{ ANSWER: '{"value":""}' }, 4, 'without a token'],
    [{ ANSWER: 'no JSON' }, 4, 'without a token'],
    [{ ANSWER: '' }, 4, 'without a token'],
    [{ BREAK: 'login' }, 3, /AADSTS700213[^]*client client-1 in tenant tenant-1[^]*federated credential must name this repository and the environment/],
    [{ BREAK: 'account' }, 3, 'may not use the subscription subscription-1'],
    [{ ACTIONS_ID_TOKEN_REQUEST_URL: '' }, 64, 'id-token: write'],
    [{ ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }, 64, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN is empty'],
    [{ TENANT_ID: '' }, 64, 'TENANT_ID is empty'],
  ])('with %j it ends with %d', (parameters, status, message) => {
    const run = place.run('azure-login.sh', { ...PARAMETERS, ...parameters } as Record<string, string>);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(message);
    expect(run.environment).toEqual({});
  });
});

describe('aks-kubeconfig.sh', () => {
  const PARAMETERS = { CLUSTER: 'alys', RESOURCE_GROUP: 'group', SUBSCRIPTION_ID: 'subscription-1', TEXT: GENERIC };
  const PROGRAMS = ['bash', 'cat', 'chmod', 'cp', 'dirname', 'env', 'grep', 'mktemp', 'sha256sum', 'uname', 'unzip'];
  beforeEach(() => place.standIn('az', WRITES));

  // A release as GitHub has it: an archive with the program below its platform, and a file with its checksum.
  function release(): void {
    const platform = process.arch === 'arm64' ? 'arm64' : 'amd64';
    place.write(`release/bin/linux_${platform}/kubelogin`, '#!/bin/bash\nprintf "%s\\n" "$*" > "${0%/*}/called"\n', 0o755);
    const archive = `kubelogin-linux-${platform}.zip`;
    place.command('python3', '-m', 'zipfile', '-c', `release/${archive}`, 'release/bin/');
    place.command('bash', '-c', `cd release && sha256sum ${archive} > ${archive}.sha256`);
    place.standIn('curl', `for (( i = 1; i <= $#; i++ )); do if [[ "\${!i}" == --output ]]; then next=$((i + 1)); file="\${!next}"; fi; done
      if [[ -n "$BREAK_CURL" ]]; then exit 22; fi
      cp "${place.work}/release/\${file##*/}" "$file"; if [[ -n "$TAMPER" && "$file" == *.zip ]]; then printf x >> "$file"; fi`);
  }

  test('asks for the cluster, and a cluster with credentials of its own needs no more', () => {
    place.standIn('kubelogin').standIn('curl');
    expectKubeconfig(place.run('aks-kubeconfig.sh', PARAMETERS), GENERIC);
    const [{ args }] = place.calls('az');
    expect(args.slice(0, 8)).toEqual(['aks', 'get-credentials', '--subscription', 'subscription-1', '--resource-group', 'group', '--name', 'alys']);
    expect([...place.calls('kubelogin'), ...place.calls('curl')]).toEqual([]);
  });

  test('a cluster with Microsoft Entra ID signs in by the login that is there', () => {
    place.standIn('kubelogin').standIn('curl');
    const run = place.run('aks-kubeconfig.sh', { ...PARAMETERS, TEXT: WITH_ENTRA });
    expectKubeconfig(run, WITH_ENTRA);
    expect(place.calls('kubelogin')[0].args).toEqual(['convert-kubeconfig', '--login', 'azurecli', '--kubeconfig', run.environment.KUBECONFIG]);
    expect(place.calls('curl')).toEqual([]);
  });

  test('kubelogin is brought in the version asked for, its checksum compared, and stays on the path', () => {
    release();
    const run = place.run('aks-kubeconfig.sh', { ...PARAMETERS, TEXT: WITH_ENTRA, KUBELOGIN_VERSION: 'v0.2.20' }, { onlyPrograms: PROGRAMS });
    expect(run.status).toBe(0);
    expect(place.calls('curl').every(({ args }) => args.at(-1)!.startsWith('https://github.com/Azure/kubelogin/releases/download/v0.2.20/kubelogin-linux-'))).toBe(true);
    expect(run.paths).toHaveLength(1);
    expect(fs.readFileSync(path.join(run.paths[0], 'called'), 'utf8')).toBe(`convert-kubeconfig --login azurecli --kubeconfig ${run.environment.KUBECONFIG}\n`);
  });

  test.each([
    [{ TAMPER: 'yes' }, 4, 'is not what its checksum says'],
    [{ BREAK_CURL: 'yes' }, 4, 'could not be downloaded'],
    [{ BREAK: 'get-credentials' }, 3, /cluster alys in group[^]*Cluster User/],
    [{ KUBELOGIN_VERSION: 'latest' }, 64, 'KUBELOGIN_VERSION is latest'],
    [{ RESOURCE_GROUP: '' }, 64, 'RESOURCE_GROUP is empty'],
  ])('with %j it ends with %d', (parameters, status, message) => {
    release();
    const run = place.run('aks-kubeconfig.sh', { ...PARAMETERS, TEXT: WITH_ENTRA, ...parameters } as Record<string, string>, { onlyPrograms: PROGRAMS });
    expect(run.stderr).toMatch(message);
    expect(run.status).toBe(status);
    expect([run.environment, run.paths]).toEqual([{}, []]);
  });
});

describe('keep-kubeconfig.sh', () => {
  test('moves the file out of the workspace', () => {
    place.write('gha-kubeconfig-1', GENERIC);
    expectKubeconfig(place.run('keep-kubeconfig.sh', { SOURCE: 'gha-kubeconfig-1' }), GENERIC);
    expect(place.exists('gha-kubeconfig-1')).toBe(false);
  });

  test.each(['', 'none', 'empty'])('"%s" is wrong usage', (SOURCE) => {
    place.write('empty', '');
    expect(place.run('keep-kubeconfig.sh', { SOURCE }).status).toBe(64);
  });
});

describe('write-kubeconfig.sh', () => {
  const known = (more: object = {}) => JSON.stringify({ 'contexts': [{ name: 'blue' }, { name: 'green' }], 'current-context': 'blue', 'clusters': [{ name: 'c', cluster: {} }], ...more });
  const TEXT = `${GENERIC}users: [{name: a, user: {token: very-secret}}]`;
  // Answers `config view` from $KNOWN, as kubectl reads the file.
  beforeEach(() => place.standIn('kubectl', 'if [[ "$2" == view ]]; then if [[ -n "$BREAK" ]]; then echo "error: couldn\'t get version" >&2; exit 1; fi; printf "%s" "$KNOWN"; fi'));
  const write = (parameters: Record<string, string>) => place.run('write-kubeconfig.sh', { KUBECONFIG_TEXT: TEXT, KNOWN: known(), ...parameters });

  test('keeps the text as it is, and its current context', () => {
    const run = write({});
    expectKubeconfig(run, `${TEXT}\n`);
    expect(run.outputs.context).toBe('blue');
    expect(place.calls().flatMap(({ args }) => args).join(' ') + run.stdout + run.stderr).not.toContain('very-secret');
  });

  test('uses the context asked for', () => {
    const run = write({ CONTEXT: 'green' });
    expect(run.outputs.context).toBe('green');
    expect(place.calls('kubectl').at(-1)!.args).toEqual(['config', 'use-context', 'green', '--kubeconfig', run.environment.KUBECONFIG]);
  });

  test('warns of a cluster that is not verified', () => {
    const run = write({ KNOWN: known({ clusters: [{ cluster: { 'insecure-skip-tls-verify': true } }] }) });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('insecure-skip-tls-verify');
  });

  test.each([
    [{ CONTEXT: 'red' }, 'no context red. Its contexts are: blue, green'],
    [{ KNOWN: known({ 'current-context': '' }) }, 'Set CONTEXT to one of: blue, green'],
    [{ KNOWN: '{"contexts":null}' }, 'Set CONTEXT to one of: none'],
    [{ BREAK: 'yes' }, 'not base64'],
    [{ KUBECONFIG_TEXT: '' }, 'KUBECONFIG_TEXT is empty'],
  ])('%j is wrong usage', (parameters, message) => {
    const run = write(parameters as Record<string, string>);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(message);
    expect(run.environment).toEqual({});
  });
});
