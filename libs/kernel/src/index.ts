export * from './clock';
export * from './decider';
export * from './errors';
export * from './ids';
export * from './quantity';
export * from './severity';
