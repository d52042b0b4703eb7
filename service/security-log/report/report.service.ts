import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.ts';
import { CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { Finding } from '../findings/finding.ts';
import { groupOf } from '../findings/mention.ts';
import { FINDING_STORE } from '../security-log.tokens.ts';
import { rangesOf } from './report-range.ts';
import type { Range } from './report-range.ts';
import { ReportBuilder } from './report.ts';
import type { Report } from './report.ts';
import type { FindingsQuery, ReportQuery } from './report.requests.ts';

/** There is no such finding: the id is wrong, or it was deleted. */
export class UnknownFindingError extends DomainError {
  constructor(id: string) {
    super('not-found', `There is no finding "${id}": its id is wrong, or it was deleted.`);
  }
}

/** Reads findings and sums them up. */
@Injectable()
export class ReportService {
  constructor(
    @Inject(FINDING_STORE) private readonly store: FindingStore,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Sums up the findings of a range and of the range before. @throws FindingStoreUnavailableError */
  async report(query: Pick<ReportQuery, 'range' | 'from' | 'to'>): Promise<Report> {
    const ranges = rangesOf(query, this.now());
    const builder = new ReportBuilder(ranges);
    const both = { from: ranges.previous.from, to: ranges.range.to };
    for await (const finding of this.store.each(both)) builder.add(finding);
    return builder.finish();
  }

  /** Lists the findings of a range, newest first. @throws FindingStoreUnavailableError */
  async findings(
    query: FindingsQuery,
  ): Promise<{ readonly range: Range; readonly total: number; readonly findings: readonly Finding[] }> {
    const { range } = rangesOf(query, this.now());
    const { kind, level, source, offset, limit } = query;
    const filter = {
      ...range,
      ...(kind !== undefined && { kind }),
      ...(level !== undefined && { level }),
      ...(source !== undefined && { source: groupOf(source) }),
    };
    return { range, ...(await this.store.list(filter, { offset, limit })) };
  }

  /** @throws UnknownFindingError, FindingStoreUnavailableError */
  async finding(id: string): Promise<Finding> {
    const finding = await this.store.find(id);
    if (finding === undefined) throw new UnknownFindingError(id);
    return finding;
  }

  /** Deletes everything about one source, and returns the number of findings deleted. @throws FindingStoreUnavailableError */
  async erase(source: string): Promise<number> {
    return await this.store.erase(source);
  }
}
