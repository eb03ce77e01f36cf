// Guards that every rule of the catalogue that can be checked has a check, that no check covers a rule that is not there,
// and that docs/checks/README.md is as it would be generated.
import * as fs from 'node:fs';
import { catalogue, overview, withTables } from '../../projenrc/check-docs';
import { standardChecks } from '../../src/checks/composition/registry';
import { sourceChecks } from '../../src/checks/registry';

const checks = sourceChecks();

test.each(catalogue.filter(({ kept }) => kept.includes('check')).map(({ id, rule }) => [id, rule]))('%s has a check: %s', (id) => {
  expect(checks.filter(({ covers }) => covers.includes(id)).map((check) => check.id)).not.toEqual([]);
});

test('every check covers rules of the catalogue, and no two have one id', () => {
  const known = catalogue.map(({ id }) => id);
  expect(checks.flatMap(({ covers }) => covers.filter((id) => !known.includes(id)))).toEqual([]);
  const ids = [...checks, ...standardChecks()].map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('the page is as it would be generated (npx projen check-docs)', () => {
  const text = fs.readFileSync(overview, 'utf8');
  expect(text).toBe(withTables(text));
});
