export * from './node-ci-pipeline';
export * from './rust-ci-pipeline';
