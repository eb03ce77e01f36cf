export * from './check';
export * from './finding';
