export * from './action-catalog';
export * from './action-entry';
export * from './action-pins';
export * from './actions';
export * from './node-lines';
