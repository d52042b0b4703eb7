/** Token of the pino logger. */
export const LOGGER = Symbol('Logger');

/** Token of the clock: a function that gives the milliseconds since the epoch. */
export const CLOCK = Symbol('Clock');

/** Token of `ServerConfig`. */
export const SERVER_CONFIG = Symbol('ServerConfig');

/** Token of the configuration epoch: a text that changes when version or settings change what is answered. */
export const EPOCH = Symbol('Epoch');

/** What CLOCK gives. */
export type Clock = () => number;

/** Token of the `AnswerCache`. */
export const ANSWER_CACHE = Symbol('AnswerCache');

/** Token of the path below which the process's own pages and files stand: empty, or such as `/rubis`. */
export const BASE_PATH = Symbol('BasePath');

/** Token of the `TimeZone` of readers: when a day starts. */
export const TIME_ZONE = Symbol('TimeZone');

/** Token of the `Redact` that keeps secrets of addresses out of the log. */
export const REDACT = Symbol('Redact');
