export * from './delivery-project';
