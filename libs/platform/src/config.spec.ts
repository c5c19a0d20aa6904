import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { BaseConfig, ConfigError, describeConfig, loadConfig, loadConfigs, Secret, Setting, settingsOf } from './index';

class MeteringConfig extends BaseConfig {
  @Setting('Rows in one batch')
  @IsInt()
  @Min(1)
  @Max(100)
  METERING_BATCH_ROWS = 10;

  @Setting('Whether')
  @IsBoolean()
  METERING_ENABLED = true;

  @Setting('Brokers')
  @IsString({ each: true })
  METERING_BROKERS: string[] = [];

  @Setting('Password')
  @Secret()
  @IsOptional()
  @Matches(/^.{8,}$/, { message: 'METERING_PASSWORD needs 8 characters' })
  METERING_PASSWORD?: string;
}

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(MeteringConfig, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
};

describe('the configuration of a process', () => {
  it('is the defaults when nothing is set', () => {
    expect(loadConfig(MeteringConfig, { PATH: '/bin', METERING_BATCH_ROWS: '' })).toEqual(new MeteringConfig());
  });

  it('is read from variables named like the settings', () => {
    const config = loadConfig(MeteringConfig, {
      METERING_BATCH_ROWS: '7',
      METERING_ENABLED: 'false',
      METERING_BROKERS: 'a:1, b:2',
      LOANWATCH_HTTP_PORT: '0',
    });
    expect(config).toMatchObject({
      METERING_BATCH_ROWS: 7,
      METERING_ENABLED: false,
      METERING_BROKERS: ['a:1', 'b:2'],
      LOANWATCH_HTTP_PORT: 0,
    });
    expect(config).toBeInstanceOf(MeteringConfig);
  });

  it('names everything that is wrong with it at once', () => {
    expect(
      problemsOf({
        METERING_BATCH_ROWS: '1000',
        METERING_ENABLED: 'perhaps',
        METERING_PASSWORD: 'short',
        LOANWATCH_HTTP_PORT: 'eighty',
        LOANWATCH_LOG_LEVEL: 'loud',
        LOANWATCH_HTTP_PROT: '8080',
        OIDC_ISSUER: 'not a url',
      }),
    ).toEqual([
      'LOANWATCH_HTTP_PORT must be a number',
      'METERING_ENABLED must be a boolean',
      'METERING_BATCH_ROWS must not be greater than 100',
      'METERING_PASSWORD needs 8 characters',
      expect.stringMatching(/^LOANWATCH_LOG_LEVEL must be one of/),
      'OIDC_ISSUER must be a URL address',
      'LOANWATCH_HTTP_PROT is not a setting of this program',
    ]);
  });

  it('ends the process with the code for a bad configuration', () => {
    expect(new ConfigError(['x']).exitCode).toBe(78);
  });

  it('knows a variable that any service in the process knows, and tells a shared fault once', () => {
    const both = { metering: MeteringConfig, base: BaseConfig };
    expect(loadConfigs(both, { METERING_BATCH_ROWS: '3' }).metering.METERING_BATCH_ROWS).toBe(3);
    expect(() => loadConfigs(both, { LOANWATCH_HTTP_PORT: 'x' })).toThrow(
      new ConfigError(['LOANWATCH_HTTP_PORT must be a number']),
    );
  });

  it('lets the settings of tests and checks be', () => {
    expect(problemsOf({ LOANWATCH_TEST_DATABASE_URL: 'x', LOANWATCH_SERIES: 'y' })).toEqual([]);
  });

  describe('with mounted secrets', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'loanwatch-config-'));
      writeFileSync(path.join(folder, 'password'), 'long enough\n');
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads them from files and never shows them', () => {
      const config = loadConfig(MeteringConfig, { METERING_PASSWORD_FILE: path.join(folder, 'password') });
      expect(config.METERING_PASSWORD).toBe('long enough');
      expect(JSON.stringify(describeConfig(config))).not.toContain('long enough');
      expect(describeConfig(config)).toMatchObject({ METERING_PASSWORD: '***', METERING_BATCH_ROWS: 10 });
    });

    it('refuses a file that is not there, and a secret set twice', () => {
      expect(problemsOf({ METERING_PASSWORD_FILE: path.join(folder, 'none') })).toEqual([
        expect.stringContaining('METERING_PASSWORD_FILE cannot be read'),
      ]);
      const file = path.join(folder, 'password');
      expect(problemsOf({ METERING_PASSWORD_FILE: file, METERING_PASSWORD: 'another one' })).toEqual([
        'METERING_PASSWORD and METERING_PASSWORD_FILE are both set',
      ]);
    });
  });

  it('describes its settings, inherited ones first', () => {
    const names = settingsOf(MeteringConfig).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['LOANWATCH_HTTP_HOST', 'LOANWATCH_HTTP_PORT']);
    expect(settingsOf(MeteringConfig).at(-1)).toEqual({ name: 'METERING_PASSWORD', about: 'Password', secret: true });
  });
});
