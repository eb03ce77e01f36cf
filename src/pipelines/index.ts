export * from './node-ci-pipeline';
export * from './npm-release-pipeline';
export * from './rust-ci-pipeline';
