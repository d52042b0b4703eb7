import { describe, expect, it } from '@jest/globals';
import { jsonLogger } from './logger.ts';

const SECRETS = ['authorization', 'cookie', 'password', 'connectionString'];

function logged(fields: object, level = 'info'): readonly unknown[] {
  const lines: unknown[] = [];
  jsonLogger(level, { write: (line) => lines.push(JSON.parse(line)) }).info(fields, 'said');
  return lines;
}

describe(jsonLogger.name, () => {
  it('should write time and level as text, without process fields', () => {
    expect(logged({ collection: 'news' })).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
        level: 'info',
        collection: 'news',
        msg: 'said',
      },
    ]);
    expect(logged({}, 'warn')).toEqual([]);
  });

  it('should add the context of a line, unless the line has its own', () => {
    const lines: unknown[] = [];
    const logger = jsonLogger('info', { write: (line) => lines.push(JSON.parse(line)) }, () => ({
      traceId: 'context',
    }));
    logger.info('said');
    logger.info({ traceId: 'own' }, 'said');
    expect(lines).toMatchObject([{ traceId: 'context' }, { traceId: 'own' }]);
  });

  it.each(SECRETS)('should redact %s, at the top level or nested', (name) => {
    const text = JSON.stringify(logged({ [name]: 's3cr3t', headers: { [name]: 's3cr3t', kept: 'kept' } }));
    expect(text).not.toContain('s3cr3t');
    expect(text.match(/\[Redacted\]/g)).toHaveLength(2);
    expect(text).toContain('kept');
  });
});
