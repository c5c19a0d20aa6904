import { ConfigError } from '@loanwatch/platform';
import { readArguments } from './arguments';

describe('the arguments of npm start', () => {
  const logLevel = (isTerminal: boolean, environment = {}) =>
    readArguments([], environment, isTerminal).environment['LOANWATCH_LOG_LEVEL'];

  it('keep log lines out of what somebody reads on a terminal, unless they are asked for', () => {
    expect(logLevel(true)).toBe('warn');
    expect(logLevel(true, { LOANWATCH_LOG_LEVEL: 'debug' })).toBe('debug');
    expect(logLevel(false)).toBeUndefined();
  });

  it('name where the options are told when one does not exist', () => {
    const wrong = () => readArguments(['--nonsense'], {}, false);
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow("Unknown option '--nonsense' (npm start -- --help lists the options)");
  });
});
