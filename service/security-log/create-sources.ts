import type { Logger } from 'pino';
import type { LineQueue } from './line-queue/line-queue.ts';
import type { SecurityLogConfig } from './security-log.config.ts';
import { Appender } from './sources/appender.ts';
import { FilesSource } from './sources/files.source.ts';
import { LineBuffer } from './sources/line-buffer.ts';
import type { LogSource } from './sources/log-source.ts';
import { StdinSource } from './sources/stdin.source.ts';
import { SyslogSource } from './sources/syslog.source.ts';

/** What sources are made of. */
export interface SourceParts {
  readonly config: SecurityLogConfig & { readonly HOST: string };
  readonly queue: LineQueue;
  readonly logger: Logger;
  readonly now: () => number;
  readonly countLines: (source: string, outcome: 'accepted' | 'refused', lines: number) => void;
}

/** Sources, and what they append with. */
export interface Sources {
  readonly appender: Appender;
  readonly all: readonly LogSource[];
}

/** Creates the sources that the settings enable. */
export function createSources({ config, queue, logger, now, countLines }: SourceParts): Sources {
  const appender = new Appender(queue, logger, (source, lines) => {
    countLines(source, 'accepted', lines);
  });
  const all: LogSource[] = [];
  const { SECURITY_LOG_FILES: paths, SECURITY_LOG_COLLECTOR: collector, SECURITY_LOG_SYSLOG: protocols } = config;
  if (paths.length > 0) all.push(new FilesSource({ paths, collector, appender, logger, now }));
  if (config.SECURITY_LOG_STDIN === 'on')
    all.push(new StdinSource(process.stdin, new LineBuffer(appender, 'stdin', now), logger));
  if (protocols !== 'off') {
    const buffer = new LineBuffer(appender, 'syslog', now);
    const onDropped = (lines: number): void => {
      countLines('syslog', 'refused', lines);
    };
    all.push(
      new SyslogSource({ protocols, host: config.HOST, port: config.SECURITY_LOG_SYSLOG_PORT, buffer, onDropped }),
    );
  }
  return { appender, all };
}
