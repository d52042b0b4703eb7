import { describe, expect, it } from '@jest/globals';
import { Limits } from './limits.ts';

describe(Limits.name, () => {
  it('should count the common limits and those of features, starting at 0', () => {
    const limits = new Limits(['barriers-per-minute']);
    limits.reached('barriers-per-minute');
    expect(limits.counts()).toContainEqual(['barriers-per-minute', 1]);
    expect(limits.counts()).toContainEqual(['connections', 0]);
  });

  it('should reject an unknown name', () => {
    expect(() => {
      new Limits().reached('tickets-per-minute');
    }).toThrow('Unknown limit "tickets-per-minute": add it to the rateLimits of its feature');
  });
});
