/** The hand-written files of a repository that the compositions are tried in. */
export const REPOSITORY = {
  'package.json': JSON.stringify({
    name: 'shop',
    version: '1.0.0',
    scripts: {
      'build': 'node tools/build.js',
      'check-format': 'prettier --check .',
      'docs': 'typedoc',
      'generate': 'node tools/generate.js',
      'lint': 'eslint .',
      'test:unit': 'node --test',
    },
  }),
  'package-lock.json': JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, packages: {} }),
};
