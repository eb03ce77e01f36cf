export * from './acme-node-ci';
export * from './acme-project';
export * from './licence-stage';
export * from './longest-job';
export * from './reported-test-stage';
