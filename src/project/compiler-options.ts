/**
 * How a composition is compiled: also in an ESM package, and without what its types do not need.
 *
 * @internal
 */
export const COMPILER_OPTIONS = {
  module: 'commonjs',
  moduleResolution: 'bundler',
  target: 'ES2022',
  lib: ['es2022'],
  types: [],
  strict: true,
  skipLibCheck: true,
  esModuleInterop: true,
  noEmit: true,
};
