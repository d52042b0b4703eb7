/** A message without what syslog put before it, and how often it happened. */
export interface SyslogMessage {
  readonly text: string;
  readonly count: number;
}

const REPEATED = /^message repeated (\d{1,6}) times?: \[ ?/u;
/** Message id of Solaris, time of the kernel, severity. */
const PREFIX = /^(?:\[ID \d{1,10} [\w.]{1,40}\] |kernel: ?\[ *\d{1,12}\.\d{1,9}\] )/u;

/** Unfolds `message repeated N times: [ ... ]`, and takes off what some systems put before a message. */
export function syslogMessage(line: string): SyslogMessage {
  const plain = line.replace(PREFIX, '');
  const repeated = REPEATED.exec(plain);
  if (repeated === null) return { text: plain.trim(), count: 1 };
  const text = plain.slice(repeated[0].length).trimEnd();
  return { text: (text.endsWith(']') ? text.slice(0, -1) : text).trim(), count: Math.max(1, Number(repeated[1])) };
}
