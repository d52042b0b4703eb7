import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DETECTORS } from './detectors.ts';
import { BLOCK_SCORE, LIMITS, REPORT_SCORE } from './thresholds.ts';

const PAGE = readFileSync('docs/detectors.md', 'utf8');
const rows = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = PAGE.split(`## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => line.split('|').map((cell) => cell.replaceAll('`', '').trim()));
};

it('should be documented with its value', () => {
  const { virusRemains, ...documented } = LIMITS;
  expect(virusRemains).toBe(3_600_000);
  expect(Object.fromEntries(rows('Thresholds').map(([, name = '', value]) => [name, Number(value)]))).toEqual(
    documented,
  );
});

it('should document every detector', () => {
  expect(rows('Detectors').map(([, name]) => name)).toEqual(DETECTORS.map(({ name }) => name));
});

it('should report nothing later than it may lead to a block', () => {
  for (const score of Object.values(REPORT_SCORE)) expect(score).toBeLessThanOrEqual(BLOCK_SCORE);
});
