// Writes anew what each check finds in its samples: `npx projen check-data [ID ...]`.
import * as fs from 'node:fs';
import { sourceChecks } from '../src/checks/registry';
import { findingsOf, samplesOf, told } from '../test/checks/check-data';

const wanted = process.argv.slice(2);
for (const check of sourceChecks().filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  for (const sample of samplesOf(check.id).filter(({ kind }) => kind === 'err')) {
    const text = told(findingsOf([check], sample.files));
    if (fs.existsSync(sample.out) && fs.readFileSync(sample.out, 'utf8') === text) continue;
    fs.writeFileSync(sample.out, text);
    console.log(`${sample.out}\n${text}`);
  }
}
