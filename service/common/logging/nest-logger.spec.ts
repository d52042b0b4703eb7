import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ConfigurationError } from '../../config/settings.ts';
import { NestLogger } from './nest-logger.ts';

describe(NestLogger.name, () => {
  it('should log errors, except configuration errors, which are printed on the terminal', () => {
    const lines: string[] = [];
    const logger = new NestLogger(pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }));
    logger.error(new ConfigurationError(['PORT must be an integer']), 'ExceptionHandler');
    logger.error(new Error('the disk is full'), 'ExceptionHandler');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['the disk is full']);
  });
});
