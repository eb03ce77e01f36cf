import * as path from 'node:path';
import { applyEdit, copyPackage, PackageEdit } from './package-edits';

/**
 * Each token of a YAML file comes through a generator for every function that it is found in. One list gives all: a file is
 * read at once, and nobody stops in its middle.
 */
const lists: PackageEdit[] = ['yaml/dist/parse/lexer.js', 'yaml/dist/parse/parser.js'].flatMap((file): PackageEdit[] => [
  { file, find: /^ {4}\*(\w+)\(/gm, replace: '    $1(' },
  { file, find: /\byield\* this\./g, replace: 'this.' },
  { file, find: /\byield ([^;]+);/g, replace: 'this.found.push($1);' },
]);

const edits: readonly PackageEdit[] = [
  ...lists,
  { file: 'yaml/dist/parse/lexer.js', find: '    lex(source, incomplete = false) {', replace: '    lex(source, incomplete = false) {\n        this.found = [];' },
  { file: 'yaml/dist/parse/lexer.js', find: 'next = this.parseNext(next);', replace: 'next = this.parseNext(next);\n        return this.found;' },
  { file: 'yaml/dist/parse/parser.js', find: '    parse(source, incomplete = false) {', replace: '    parse(source, incomplete = false) {\n        this.found = [];' },
  { file: 'yaml/dist/parse/parser.js', find: /(if \(!incomplete\)\s+this\.end\(\);)/, replace: '$1\n        return this.found;' },
  // The environment is asked at each token.
  { file: 'yaml/dist/parse/parser.js', find: 'if (node_process.env.LOG_TOKENS)', replace: 'if (false)' },
];

/** Copies the package `yaml` into a folder of packages, faster than it is published: for the command `check` alone. */
export function copyYaml(folder: string): void {
  copyPackage('yaml', path.join(folder, 'yaml'));
  edits.forEach((edit) => applyEdit(folder, edit));
}
