/** Token of the pino logger. */
export const LOGGER = Symbol('Logger');

/** Token of the clock: a function that returns milliseconds since the epoch. */
export const CLOCK = Symbol('Clock');

/** Token of `ServerConfig`. */
export const SERVER_CONFIG = Symbol('ServerConfig');

/** Token of the configuration epoch: a digest that changes when the version or settings change responses. */
export const EPOCH = Symbol('Epoch');

/** Type of CLOCK. */
export type Clock = () => number;

/** Token of the `AnswerCache`. */
export const ANSWER_CACHE = Symbol('AnswerCache');

/** Token of the base path of the process's own pages and files: empty, or such as `/rubis`. */
export const BASE_PATH = Symbol('BasePath');

/** Token of the `TimeZone` of readers. */
export const TIME_ZONE = Symbol('TimeZone');

/** Token of the `Redact` that removes secrets from logged URLs. */
export const REDACT = Symbol('Redact');

/** Token of the `Telemetry` of the process. */
export const TELEMETRY = Symbol('Telemetry');
