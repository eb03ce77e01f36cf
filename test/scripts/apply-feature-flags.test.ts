// apply-feature-flags.sh: a ConfigMap has its content in its name and never changes; what a pod or a rollback may need stays.
// kubectl makes the object itself where it is installed; the cluster is a stand-in.
import { createHash } from 'node:crypto';
import { findProgram, Rehearsal, RunOptions, testWith } from '../helpers/stand-ins';

jest.setTimeout(60_000);

// Makes the object as kubectl does, keeps what is applied, and lists $PODS and $MAPS.
const KUBECTL = `
if [[ -n "\${BREAK:-}" && "$*" == *"$BREAK"* ]]; then echo 'The connection to the server was refused' >&2; exit 1; fi
case "$*" in
  'create configmap'*) for arg in "$@"; do case "$arg" in --from-file=*) key="\${arg#--from-file=}";; esac; done
    jq --null-input --rawfile text "\${key#*=}" --arg key "\${key%%=*}" --arg name "$3" --arg namespace "$5" '{apiVersion: "v1", kind: "ConfigMap", metadata: {name: $name, namespace: $namespace}, data: {($key): $text}}';;
  apply*) cat > applied.json; echo 'configmap/x created';;
  'get namespace'*) echo "\${NAMESPACE_FOUND-namespace/net}";;
  'get pods'*) if [[ -n "\${PODS:-}" ]]; then printf '%s' "$PODS"; else echo '{"items":[]}'; fi;;
  'get configmaps'*) if [[ -n "\${MAPS:-}" ]]; then printf '%s' "$MAPS"; else echo '{"items":[]}'; fi;;
  'create namespace'*|'delete configmap'*) echo done;;
  *) exit 64;;
esac`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('kubectl', KUBECTL);
  place.write('config/features.toml', 'fast-sync = true\n');
});
afterEach(() => place.remove());

const GIVEN = { FILE: 'config/features.toml', RELEASE: 'alys', NAMESPACE: 'net', ENVIRONMENT: 'production' };
const apply = (parameters: Record<string, string> = {}, options: RunOptions = {}) => place.run('apply-feature-flags.sh', { ...GIVEN, ...parameters }, options);
const applied = () => JSON.parse(place.read('applied.json'));
const nameFor = (key: string, text: string) => `alys-features-${createHash('sha256').update(`${key}\n${text}`).digest('hex').slice(0, 12)}`;
const deleted = () => place.calls('kubectl').map(({ args }) => args).filter(([command]) => command === 'delete').map(([, , name]) => name);

describe('the object', () => {
  test('is named after its content, cannot be changed, and says what it belongs to', () => {
    const run = apply();
    const name = nameFor('flags.toml', 'fast-sync = true\n');
    expect(run).toMatchObject({ status: 0, stdout: '', outputs: { 'config-map': name }, summary: `- Feature flags: \`${name}\` from \`config/features.toml\`\n` });
    expect(applied()).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      immutable: true,
      metadata: {
        name,
        namespace: 'net',
        labels: { 'app.kubernetes.io/instance': 'alys', 'app.kubernetes.io/component': 'feature-flags', 'environment': 'production' },
        annotations: { 'last-applied-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
      },
      data: { 'flags.toml': 'fast-sync = true\n' },
    });
  });

  test('is the same for the same flags and another for others, also under another ending', () => {
    place.write('config/features.json', 'fast-sync = true\n');
    place.write('config/other.toml', 'fast-sync = false\n');
    const names = ['features.toml', 'features.toml', 'features.json', 'other.toml'].map((file) => apply({ FILE: `config/${file}` }).outputs['config-map']);
    expect(names[0]).toBe(names[1]);
    expect(new Set(names).size).toBe(3);
  });

  test.each([
    ['config.d/flags', 'flags'],
    ['config/.flags', 'flags'],
    ['config/my flags.yaml', 'flags.yaml'],
    ['config/a,b=c.toml', 'flags.toml'],
    ['config/back\\slash.toml', 'flags.toml'],
    ['config/$(touch pwned).toml', 'flags.toml'],
    ['-features.toml', 'flags.toml'],
  ])('of %s has the key %s', (FILE, key) => {
    place.write(FILE, 'x = 1\n');
    expect(apply({ FILE }).outputs['config-map']).toBe(nameFor(key, 'x = 1\n'));
    expect(applied().data).toEqual({ [key]: 'x = 1\n' });
    expect(place.exists('pwned')).toBe(false);
  });

  test('of an empty file has no flags', () => {
    place.write('config/none.toml', '');
    expect(apply({ FILE: 'config/none.toml' }).status).toBe(0);
    expect(applied().data).toEqual({ 'flags.toml': '' });
  });

  const real = findProgram('kubectl');
  testWith(['kubectl'], 'is made by kubectl itself as well', () => {
    place.write('config/a,b=c.toml', 'x = 1\n');
    place.standIn('kubectl', `if [[ "$1 $2" == 'create configmap' ]]; then exec '${real}' "$@"; fi\n${KUBECTL}`);
    expect(apply({ FILE: 'config/a,b=c.toml' }).status).toBe(0);
    expect(applied()).toMatchObject({ immutable: true, data: { 'flags.toml': 'x = 1\n' }, metadata: { name: nameFor('flags.toml', 'x = 1\n'), namespace: 'net' } });
  });
});

test('a namespace that is missing is made, one that is there is not', () => {
  apply();
  expect(place.calls('kubectl').some(({ args }) => args.join(' ') === 'create namespace net')).toBe(false);
  apply({ NAMESPACE_FOUND: '' });
  expect(place.calls('kubectl').some(({ args }) => args.join(' ') === 'create namespace net')).toBe(true);
});

describe('older objects', () => {
  const map = (name: string, created: string, at?: string) => ({ metadata: { name, creationTimestamp: `2026-${created}T00:00:00Z`, annotations: at && { 'last-applied-at': `2026-${at}T00:00:00Z` } } });
  const maps = (...items: object[]) => JSON.stringify({ items });
  const pods = (...names: string[]) => JSON.stringify({ items: [{ spec: {} }, { spec: { volumes: [{ name: 'tmp', emptyDir: {} }, ...names.map((name) => ({ name: 'features', configMap: { name } }))] } }] });

  test('are removed beyond KEEP, those first that were not applied for longest', () => {
    const MAPS = maps(map('b', '01-02'), map('a', '01-01'), map('c', '01-03'), map('old-but-used', '01-01', '09-01'));
    expect(apply({ MAPS, KEEP: '2' }).status).toBe(0);
    expect(deleted()).toEqual(['b', 'a']);
  });

  test('stay where a pod uses them, and so does the one that was just applied', () => {
    const current = nameFor('flags.toml', 'fast-sync = true\n');
    expect(apply({ MAPS: maps(map(current, '01-01'), map('a', '01-01'), map('b', '01-02')), PODS: pods('a'), KEEP: '0' }).status).toBe(0);
    expect(deleted()).toEqual(['b']);
  });

  test('are fifty by default, and those of the release alone', () => {
    const MAPS = maps(...Array.from({ length: 52 }, (_, index) => map(`m${index}`, `${String(1 + Math.floor(index / 28)).padStart(2, '0')}-${String(1 + index % 28).padStart(2, '0')}`)));
    apply({ MAPS });
    expect(deleted()).toEqual(['m1', 'm0']);
    expect(place.calls('kubectl').find(({ args }) => args[1] === 'configmaps')!.args).toContain('app.kubernetes.io/instance=alys,app.kubernetes.io/component=feature-flags');
  });

  test.each(['get pods', 'get configmaps'])('are not touched where "%s" gets no answer', (BREAK) => {
    const run = apply({ MAPS: maps(map('a', '01-01')), KEEP: '0', BREAK });
    expect(run.status).not.toBe(0);
    expect(run.outputs).toEqual({});
    expect(deleted()).toEqual([]);
  });

  test.each(['pods', 'configmaps'])('are not touched where kubectl says nothing of %s', (what) => {
    place.standIn('kubectl', `if [[ "$2" == ${what} ]]; then exit 0; fi\n${KUBECTL}`);
    expect(apply({ MAPS: maps(map('a', '01-01')), KEEP: '0' }).status).not.toBe(0);
    expect(deleted()).toEqual([]);
  });
});

test.each(['get namespace', 'create configmap', 'apply'])('a cluster that refuses "%s" ends the run without an output', (BREAK) => {
  const run = apply({ BREAK });
  expect(run.status).not.toBe(0);
  expect(run).toMatchObject({ outputs: {}, summary: '' });
  expect(run.stderr).toContain('connection to the server was refused');
});

test('on a laptop the name is what standard output has', () => {
  expect(apply({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: `config-map=${nameFor('flags.toml', 'fast-sync = true\n')}\n` });
});

test.each<[Record<string, string>, string]>([
  [{ FILE: 'config/none.toml' }, 'FILE config/none.toml is no file. Write the flags of production there'],
  [{ FILE: 'config' }, 'FILE config is no file'],
  [{ KEEP: 'all' }, 'KEEP is all'],
  [{ KEEP: '08' }, 'KEEP is 08'],
  ...Object.keys(GIVEN).map((name): [Record<string, string>, string] => [{ [name]: '' }, `${name} is empty`]),
])('%j is wrong usage', (parameters, message) => {
  const run = apply(parameters);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(place.calls()).toEqual([]);
});
