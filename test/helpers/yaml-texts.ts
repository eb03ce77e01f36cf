import * as fs from 'node:fs';
import * as path from 'node:path';

const repository = path.join(__dirname, '..', '..');

/** The texts of all YAML files in folders of this repository. */
export function yamlTexts(...folders: readonly string[]): string[] {
  return folders.flatMap((name) => {
    const files = fs.readdirSync(path.join(repository, name), { recursive: true, encoding: 'utf8' }).filter((file) => /\.ya?ml$/.test(file) && !file.includes('node_modules'));
    return files.map((file) => fs.readFileSync(path.join(repository, name, file), 'utf8'));
  });
}
