import { describe, expect, it } from '@jest/globals';
import { NOON, lines } from '../test/given-finding.ts';
import { BatchReader } from './batch-reader.ts';
import type { ReadLines } from './line-queue/line-queue.ts';

function read(...given: string[]): ReadLines | undefined {
  const batch = { ...lines({ lines: given, collected: NOON }), id: '1-0', deliveries: 1 };
  return new BatchReader('UTC', []).read([batch]).read.get('http:edge');
}

const request = (time: string): string => `192.0.2.7 - - [${time}] "GET / HTTP/1.1" 200 5 "-" "x"`;

describe(BatchReader.name, () => {
  it('should not take a time in the future for the time of the newest line', () => {
    expect(read(request('21/Nov/2026:11:00:00 +0000'))).toMatchObject({ newest: NOON - 3_600_000 });
    expect(read(request('21/Nov/2099:11:00:00 +0000'))).toMatchObject({ newest: NOON });
  });

  it('should count unreadable lines, with an example without secrets', () => {
    expect(read('what password=secret', request('21/Nov/2026:11:00:00 +0000'))).toMatchObject({
      read: 2,
      unreadable: 1,
      example: 'what password=…',
    });
  });
});
