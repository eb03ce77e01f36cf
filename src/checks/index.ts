export * from './check';
export * from './finding';
export * from './policy-pack';
