// Generated from contracts/ by npm run contracts:gen. Do not edit.

export type * from './entities';
export type * from './envelope';
export type * from './events';
export type * from './registers';
export type * from './rules';
export type * from './shared';
export type * from './streams';
export type * from './tools';
