import { banned } from './banned.ts';
import { bruteForce } from './brute-force.ts';
import { crossSiteScripting } from './cross-site-scripting.ts';
import type { Detector } from './detector.ts';
import { excessiveRate } from './excessive-rate.ts';
import { injection } from './injection.ts';
import { invalidUsers } from './invalid-users.ts';
import { misuse } from './misuse.ts';
import { probe } from './probe.ts';
import { protocolAbuse } from './protocol-abuse.ts';
import { scanner } from './scanner.ts';
import { serverError } from './server-error.ts';
import { traversal } from './traversal.ts';
import { virus } from './virus.ts';

/** Every detector. The order of hits follows it; nothing else does. */
export const DETECTORS: readonly Detector[] = [
  scanner,
  probe,
  injection,
  traversal,
  crossSiteScripting,
  bruteForce,
  invalidUsers,
  protocolAbuse,
  excessiveRate,
  misuse,
  serverError,
  banned,
  virus,
];
