import { PackageManager, SecurityScanStage, SecurityScanStageOptions, Severity } from '../../../src';
import { InPipeline, jobIn, stepNames } from '../in-pipeline';

const job = (options: SecurityScanStageOptions = {}, where: InPipeline = {}) => jobIn('security', (pipeline) => new SecurityScanStage(pipeline, 'Security', options), where);
const scan = (options: SecurityScanStageOptions) => job(options).step('Scan files').with!;

test('scans, and uploads to code scanning', () => {
  expect(stepNames(job())).toEqual(['Check out', 'Scan files', 'Upload scan results']);
  expect(job().document.permissions).toEqual({ 'contents': 'read', 'security-events': 'write' });
});

test('severity is the least that fails, in the words of each tool', () => {
  expect([Severity.LOW, Severity.MODERATE, Severity.HIGH, Severity.CRITICAL].map((severity) => scan({ severity })['severity-cutoff'])).toEqual(['low', 'medium', 'high', 'critical']);
  expect(job({ severity: Severity.MODERATE }, { node: {} }).step('Audit production dependencies').env!.SEVERITY).toBe('moderate');
});

test('unfixed counts what has no fix', () => {
  expect(scan({})['only-fixed']).toBe(true);
  expect(scan({ unfixed: true })['only-fixed']).toBe(false);
});

test('without codeScanning nothing is uploaded and nothing may be written', () => {
  expect(stepNames(job({ codeScanning: false }))).toEqual(['Check out', 'Scan files']);
  expect(job({ codeScanning: false }).document.permissions).toEqual({ contents: 'read' });
});

test('audit runs in a Node repository unless it is left out, also after findings of the scan', () => {
  expect(stepNames(job({}, { node: {} })).slice(3)).toEqual(['Set up Node.js', 'Audit production dependencies']);
  expect(job({}, { node: {} }).step('Audit production dependencies').if).toBe('!cancelled()');
  expect(stepNames(job({ audit: false }, { node: {} }))).toEqual(['Check out', 'Scan files', 'Upload scan results']);
});

test.each([
  [PackageManager.PNPM, 'pnpm-lock.yaml', 'Enable pnpm'],
  [PackageManager.YARN, 'yarn.lock', 'Enable yarn'],
  [PackageManager.BUN, 'bun.lock', 'Set up Bun'],
])('the program that audits is there (%#)', (packageManager, lockFile, step) => {
  const audited = job({}, { node: { packageManager, packageManagerVersion: '4.12.0' }, files: { [lockFile]: '' } });
  expect(stepNames(audited).slice(3)).toEqual([step, 'Set up Node.js', 'Audit production dependencies']);
  expect(audited.step(step).if).toBe('!cancelled()');
});
