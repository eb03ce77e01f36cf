// check-cluster.sh: what cannot be deployed to is told before anything is changed, with the cluster, who signed in and why.
import { Rehearsal } from '../helpers/stand-ins';

// Answers like kubectl of 1.36; $SAYS fails the question about the version, $CAN answers the others.
const KUBECTL = `
if [[ "$1 $2" == 'version --client' ]]; then printf '{"clientVersion":{"gitVersion":"%s"}}' "\${CLIENT:-v1.36.6}"; exit; fi
if [[ "$1" == version ]]; then
  if [[ -n "$SAYS" ]]; then printf 'Please enter Username: %s\\n\\nIt looks like you need advice.\\n' "" >&2; printf '%s\\n\\nSee https://kubernetes.io/docs\\n' "$SAYS" >&2; exit 1; fi
  printf '%s' "\${ANSWER-{\\"serverVersion\\":{\\"gitVersion\\":\\"\${SERVER:-v1.36.1-eks-1}\\"\\}\\}}"; exit
fi
case "\${CAN:-yes}" in
  yes) echo yes ;;
  no) echo no; exit 1 ;;
  *) printf '%s\\n' "$CAN" >&2; exit 1 ;;
esac`;
const PARAMETERS = { CLUSTER: 'alys-staging', IDENTITY: 'arn:aws:iam::123456789012:role/deploy', NAMESPACE: 'alys', KUBECONFIG: '/somewhere/kubeconfig' };

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('kubectl', KUBECTL).standIn('helm', 'printf "%s\\n" "${HELM:-v4.3.1+gabcdef1}"');
});
afterEach(() => place.remove());

const check = (parameters: Record<string, string> = {}) => place.run('check-cluster.sh', { ...PARAMETERS, ...parameters });
const questions = () => place.calls('kubectl').filter(({ args }) => args[0] === 'auth').map(({ args }) => args.join(' '));

test('asks the cluster for its version and for what a deployment does', () => {
  const run = check();
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(run.outputs).toEqual({ 'server-version': 'v1.36.1-eks-1' });
  expect(run.summary).toContain('Cluster **alys-staging** (v1.36.1-eks-1) lets arn:aws:iam::123456789012:role/deploy deploy to namespace `alys`.');
  expect(questions()).toEqual([
    'auth can-i create secrets --namespace alys --request-timeout 20s',
    'auth can-i patch deployments.apps --namespace alys --request-timeout 20s',
  ]);
  expect(place.calls('kubectl').every(({ env }) => env.KUBECONFIG === '/somewhere/kubeconfig')).toBe(true);
});

test('asks for other actions and with another patience', () => {
  check({ ACTIONS: 'get pods/log,create jobs.batch', REQUEST_TIMEOUT: '3s' });
  expect(questions()).toEqual(['auth can-i get pods/log --namespace alys --request-timeout 3s', 'auth can-i create jobs.batch --namespace alys --request-timeout 3s']);
});

// The messages are those of kubectl 1.36.
test.each([
  ['Unable to connect to the server: dial tcp: lookup abc.gr7.us-east-1.eks.amazonaws.com on 10.0.0.2:53: no such host', 'cannot be reached from this machine'],
  ['Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout', 'the cluster is private'],
  ['The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?', 'cannot be reached'],
  ['error: You must be logged in to the server (the server has asked for the client to provide credentials)', 'an access entry in EKS'],
  ['Error from server (Forbidden): unknown', 'Bind a role'],
  ['error: EOF', 'holds no credentials'],
  ['The connection to the server localhost:8080 was refused - did you specify the right host or port?', 'KUBECONFIG names no file'],
  ['Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)', 'it is stopped'],
  ['Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority', 'not signed by the authority'],
  ['Unable to connect to the server: getting credentials: exec: executable kubelogin not found', 'failed or is missing'],
  ['error: context "blue" does not exist', 'KUBECONFIG names no file'],
  ['Error from server (NotFound): the server could not find the requested resource', 'is no Kubernetes API'],
  ['error: something new', 'is all that is known'],
])('"%s" is told with its cause', (SAYS, cause) => {
  const run = check({ SAYS });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(`The cluster alys-staging did not accept arn:aws:iam::123456789012:role/deploy: ${SAYS}`);
  expect(run.stderr).toContain(cause);
  expect(run.outputs).toEqual({});
  expect(questions()).toEqual([]);
});

test.each(['{}', '', 'no JSON', '{"serverVersion":null}'])('a version that is %j is no version', (ANSWER) => {
  expect(check({ ANSWER }).status).toBe(3);
});

test('an identity that may not deploy is told what it lacks, and where', () => {
  const run = check({ CAN: 'no' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('The cluster alys-staging does not let arn:aws:iam::123456789012:role/deploy create secrets in namespace alys.');
});

test('a cluster that stops answering in between is no consent', () => {
  const run = check({ CAN: 'error: You must be logged in to the server (Unauthorized)' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('an access entry in EKS');
});

describe('versions', () => {
  test.each([{ KUBECTL_VERSION: 'v1.36.6' }, { HELM_VERSION: 'v4.3.1' }, { HELM_VERSION: 'v3.22.0', HELM: 'v3.22.0+g1234567' }])('%j is what is there', (parameters) => {
    expect(check(parameters as unknown as Record<string, string>).status).toBe(0);
  });

  test.each([
    [{ KUBECTL_VERSION: 'v1.36.6', CLIENT: 'v1.32.1' }, 'kubectl is v1.32.1, not v1.36.6'],
    [{ HELM_VERSION: 'v4.3.1', HELM: 'v3.21.4+gabc' }, 'helm is v3.21.4, not v4.3.1'],
  ])('%j is another version', (parameters, message) => {
    const run = check(parameters as unknown as Record<string, string>);
    expect(run.status).toBe(69);
    expect(run.stderr).toContain(message);
  });

  test.each([['v1.34.9', true], ['v1.35.0-gke.1', false], ['v1.37.2', false], ['v1.38.0', true]])('kubectl 1.36 and a cluster of %s: warning %s', (SERVER, warned) => {
    const run = check({ SERVER, KUBECTL_VERSION: 'v1.36.6' });
    expect(run.status).toBe(0);
    expect(run.stderr.includes('a difference of one minor version')).toBe(warned);
  });
});

test('without a kubeconfig of its own it uses that of the user', () => {
  expect(check({ KUBECONFIG: '' }).status).toBe(0);
});

test.each([
  [{ CLUSTER: '' }, 'CLUSTER is empty'],
  [{ ACTIONS: 'create secrets,delete' }, 'ACTIONS has "delete"'],
  [{ ACTIONS: '--all pods' }, 'Write "verb resource"'],
])('%j is wrong usage', (parameters, message) => {
  const run = check(parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
});
