import { FINDING_GAP } from '../detectors/thresholds.ts';
import type { ActorRecord, FindingKind } from '../findings/finding.ts';
import { redactAll } from './evidence.ts';
import { scoreAt } from './open-finding.ts';
import type { OpenFinding } from './open-finding.ts';
import { shortHash } from './hashes.ts';
import { ActorWindows } from './windows.ts';
import type { WindowsState } from './windows.ts';

const MINUTE = 60_000;
const MAX_CONNECTIONS = 32;
/** Silence after which the same name is another connection: process ids recur. */
const CONNECTION_MS = 10 * MINUTE;

/** Lines of one connection, by sort: a hashed name, when it was last seen, and how many attempts were counted. */
interface Connection {
  readonly key: string;
  last: number;
  counted: number;
  sorts: Record<string, number>;
}

interface ActorState {
  readonly windows?: WindowsState;
  readonly open?: Partial<Record<FindingKind, OpenFinding>>;
  readonly connections?: readonly Connection[];
  readonly minute?: number;
  readonly requests?: number;
}

/** An address, a network of IPv6, an account or a file, with what its past says about it. */
export class Actor {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  /** Time of its last event, in milliseconds since the epoch. */
  last = 0;
  /** Requests within the newest minute. */
  requests = 0;
  #minute = 0;
  #windowsState: WindowsState | undefined;
  #windows: ActorWindows | undefined;
  #open: Partial<Record<FindingKind, OpenFinding>> | undefined;
  #connections: Connection[] | undefined;

  constructor(type: string, name: string, record?: ActorRecord) {
    this.type = type;
    this.name = name;
    this.version = record?.version ?? 0;
    if (record === undefined) return;
    const state = JSON.parse(record.state) as ActorState;
    this.last = record.last;
    this.requests = state.requests ?? 0;
    this.#minute = state.minute ?? 0;
    this.#windowsState = state.windows;
    this.#open = state.open;
    this.#connections = state.connections === undefined ? undefined : [...state.connections];
  }

  /** Windows, if anything was ever counted in them. */
  get usedWindows(): ActorWindows | undefined {
    return this.#windowsState === undefined ? undefined : this.windows;
  }

  get windows(): ActorWindows {
    return (this.#windows ??= new ActorWindows((this.#windowsState ??= {})));
  }

  /** Notes that the actor did something. */
  see(time: number): void {
    if (time > this.last) this.last = time;
  }

  /** Counts a request in its minute. */
  countRequest(time: number): void {
    const minute = Math.floor(time / MINUTE);
    if (minute === this.#minute) this.requests++;
    else if (minute > this.#minute) {
      this.#minute = minute;
      this.requests = 1;
    }
  }

  /** The finding that a hit at this time joins; undefined if there is none, or the last one is too long ago. */
  open(kind: FindingKind, time: number): OpenFinding | undefined {
    const finding = this.#open?.[kind];
    return finding !== undefined && Math.abs(time - finding.last) <= FINDING_GAP ? finding : undefined;
  }

  score(kind: FindingKind, time: number): number {
    const finding = this.open(kind, time);
    return finding === undefined ? 0 : scoreAt(finding, time);
  }

  setOpen(finding: OpenFinding): void {
    (this.#open ??= {})[finding.kind] = finding;
  }

  /** Forgets a finding, as if nothing had happened. */
  drop(kind: FindingKind): void {
    delete this.#open?.[kind];
  }

  /**
   * How much of a failed sign-in is new. Several lines are written about one connection; those of one sort count each,
   * those of another sort are about the same attempts, and count only where they are more.
   */
  newAttempts(connection: string, sort: string, count: number, time: number): number {
    if (connection === '') return count;
    const key = shortHash(connection);
    const connections = (this.#connections ??= []);
    let known = connections.find((candidate) => candidate.key === key);
    if (known === undefined || time - known.last > CONNECTION_MS) {
      if (known === undefined) connections.push((known = { key, last: time, counted: 0, sorts: {} }));
      else Object.assign(known, { counted: 0, sorts: {} });
      if (connections.length > MAX_CONNECTIONS) connections.shift();
    }
    known.last = Math.max(known.last, time);
    const ofSort = (known.sorts[sort] ?? 0) + count;
    known.sorts[sort] = ofSort;
    const added = Math.max(0, ofSort - known.counted);
    known.counted += added;
    return added;
  }

  /** The actor as it is stored: without the secrets of its evidence. */
  record(): ActorRecord {
    for (const { evidence } of Object.values(this.#open ?? {})) redactAll(evidence);
    const state: ActorState = {
      ...(this.#windowsState === undefined ? {} : { windows: this.#windowsState }),
      ...(this.#open === undefined ? {} : { open: this.#open }),
      ...(this.#connections === undefined ? {} : { connections: this.#connections }),
      ...(this.#minute === 0 ? {} : { minute: this.#minute, requests: this.requests }),
    };
    return { key: `${this.type}:${this.name}`, version: this.version, state: JSON.stringify(state), last: this.last };
  }
}
