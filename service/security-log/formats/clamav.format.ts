import type { LogEvent, OtherEvent, VirusEvent } from '../events/log-event.ts';
import { ctimeTime } from '../events/times.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { hostOf, otherEvent } from './log-format.ts';

const FOUND = ' FOUND';
const SIGNATURE = /^[\w.+()/:,@-]{1,256}$/u;
/** Hash and size that clamd can append to a signature. */
const HASH = /\([0-9a-f]{32,64}:\d{1,20}\)$/u;
const COUNT = /^(Infected files|Scanned files|Total scanned files): (\d{1,15})$/u;
const SUMMARY =
  /^(?:-{3,}[A-Z ]{0,40}-{3,}|-{20,}|(?:Known viruses|Engine version|Scanned directories|Data scanned|Data read|Time|Start Date|End Date|Total errors|Not removed|Not moved|Not copied): .{0,200})$/u;
/** What clamscan and clamd say of a file that is not infected. */
const RESULT =
  /: (?:OK|Empty file|Excluded|Access denied\.?(?: ERROR)?|Symbolic link|Not supported file type|No such file or directory|Can't .{0,200}|lstat\(\) failed.{0,200}|(?:moved|copied) to '.{0,4096}'|Removed\.?|.{0,200} ERROR)$/u;
const DAEMON =
  /^(?:(?:LibClamAV )?(?:WARNING|ERROR|Warning|Error): |\+\+\+ Started at |\+\+\+ Stopped at |clamd daemon |SelfCheck: |Database |Reading databases |Loaded \d|Running as user |Log file |Bound to |Setting connection |LOCAL: |TCP: |Limits: |Archive support |PE support |ELF support |Mail files support |OLE2 support |PDF support |HTML support |SWF support |XMLDOCS support |HWP3 support |OneNote support |Heuristic alerts |Activating the newly |Reloading |Pid file |Socket file |ScanOnAccess: )/u;

/** ClamAV: what clamscan and clamdscan print, with their summary, and the log of clamd, also in syslog. */
export const clamav: LogFormat = {
  name: 'clamav',
  read(line, context) {
    const { program } = context.envelope;
    if (program !== '' && !/^(?:clam|freshclam)/u.test(program)) return undefined;
    const logged = ctimeTime(line, 0, context.offset);
    if (logged !== undefined && !line.startsWith(' -> ', logged.end)) return undefined;
    const message = logged === undefined ? line : line.slice(logged.end + 4);
    const time = logged?.time;
    const event = virus(message, time, context) ?? summary(message, time, context);
    if (event !== undefined) return event;
    const isCertain = logged !== undefined || program !== '';
    return isCertain || isOutput(message) ? otherEvent(time, context) : undefined;
  },
};

/** `<path>: <signature> FOUND`: the path may contain anything, the signature no space. */
function virus(message: string, time: number | undefined, context: LineContext): VirusEvent | undefined {
  if (!message.endsWith(FOUND)) return undefined;
  const end = message.length - FOUND.length;
  const start = message.lastIndexOf(': ', end);
  const signature = message.slice(start + 2, end).replace(HASH, '');
  if (start < 1 || !SIGNATURE.test(signature)) return undefined;
  return { kind: 'virus', ...base(time, context), path: message.slice(0, start), signature };
}

/** `Scanned files: 51` and `Infected files: 48`: each line is a part of the summary. */
function summary(message: string, time: number | undefined, context: LineContext): LogEvent | undefined {
  const match = COUNT.exec(message);
  if (match === null) return undefined;
  const count = Number(match[2]);
  const isInfected = match[1] === 'Infected files';
  return { kind: 'scan', ...base(time, context), infected: isInfected ? count : 0, scanned: isInfected ? 0 : count };
}

function base(time: number | undefined, context: LineContext): Omit<OtherEvent, 'kind'> {
  return { time: time ?? context.envelope.time, client: undefined, count: 1, target: hostOf(context) };
}

/** Whether a line is of the output of a scanner, or of the log of clamd without times. */
function isOutput(message: string): boolean {
  return isResult(message) || SUMMARY.test(message) || DAEMON.test(message);
}

function isResult(message: string): boolean {
  return (
    /^(?:\/|\.{1,2}\/|[A-Z]:\\|\\\\|stdin|stream|instream\(|fd\[)/u.test(message) && RESULT.test(message.slice(-5000))
  );
}
