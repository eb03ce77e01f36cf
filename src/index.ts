export * from './catalog';
export * from './checks';
export * from './ci';
export * from './model';
export * from './pipelines';
export * from './project';
export * from './script';
export * from './stages';
