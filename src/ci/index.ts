export * from './checkout';
export * from './acknowledge-options';
export * from './ci';
export * from './pipeline';
export * from './slot';
export * from './stage';
export * from './toolchain';
export * from './composite-action';
