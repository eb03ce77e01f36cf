/**
 * Invariants: every public class, member and option has a summary; every optional option has a @default; every option
 * that counts something names its unit.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Documented { readonly name: string; readonly docs?: { summary?: string; default?: string }; readonly optional?: boolean; readonly overrides?: string }
interface JsiiType extends Documented {
  readonly fqn: string;
  readonly kind: string;
  readonly datatype?: boolean;
  readonly properties?: Documented[];
  readonly methods?: Documented[];
  readonly members?: Documented[];
}

const ROOT = resolve(__dirname, '..');

function assembly(): JsiiType[] {
  const plain = readFileSync(join(ROOT, '.jsii'));
  const parsed = JSON.parse(plain.toString('utf8'));
  const text = parsed.schema === 'jsii/file-redirect' ? gunzipSync(readFileSync(join(ROOT, parsed.filename))).toString('utf8') : plain.toString('utf8');
  return Object.values(JSON.parse(text).types);
}

const types = assembly();
const named = (type: JsiiType, member: Documented) => `${type.name}.${member.name}`;

test('the assembly was compiled from what is here', () => {
  expect(types.map((type) => type.name)).toEqual(expect.arrayContaining(['NodeCiPipeline', 'RustCiPipeline', 'KvmIntegrationStage', 'DeliveryProject', 'Expr']));
});

test('every type has a summary', () => {
  expect(types.filter((type) => !type.docs?.summary).map((type) => type.name)).toEqual([]);
});

test('every member has a summary', () => {
  const members = types.flatMap((type) => [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])].map((member) => ({ type, member })));
  const silent = members.filter(({ member }) => !member.docs?.summary && !member.overrides);
  expect(silent.map(({ type, member }) => named(type, member))).toEqual([]);
});

test('every optional option has a default', () => {
  const options = types.filter((type) => type.datatype).flatMap((type) => (type.properties ?? []).map((member) => ({ type, member })));
  const silent = options.filter(({ member }) => member.optional && !member.docs?.default);
  expect(silent.map(({ type, member }) => named(type, member))).toEqual([]);
  expect(options.length).toBeGreaterThan(200);
});

test('every option that counts something names its unit', () => {
  const units = /minute|second|day|percent|commit|how many|version|port|number|at a time|hour|line coverage|cases/i;
  const counting = /(timeout|minutes|days|percent|coverage|minimum|drop|patch|cases|parallel|retention|hour|minute)/i;
  const options = types.filter((type) => type.datatype && !type.name.endsWith('Inputs')).flatMap((type) => (type.properties ?? []).map((member) => ({ type, member: member as Documented & { type?: { primitive?: string } } })));
  const silent = options.filter(({ member }) => member.type?.primitive === 'number' && counting.test(member.name) && !units.test(member.docs?.summary ?? ''));
  expect(silent.map(({ type, member }) => named(type, member))).toEqual([]);
});
