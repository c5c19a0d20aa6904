export { connect, type ConnectOptions, connectWithoutToken } from './connect';
export { type ClientOptions, LoanwatchClient, type Page, type Query, type Reply } from './client';
export { givenToken, type Identity, issuedTokens, localInstallation, NoAccess, type TokenSource } from './identity';
export { type Language, type Problem, Refused, Unreachable } from './refusal';
export { settled } from './settled';
