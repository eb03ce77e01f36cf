export * from './script-asset';
export * from './script-header';
