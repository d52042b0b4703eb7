/** Where lines come from: files, standard input, syslog. The API is another, a controller. */
export interface LogSource {
  /** Starts to collect. @throws ConfigurationError if that is impossible. */
  start(): Promise<void>;
  /** Stops; what was received is appended before. */
  stop(): Promise<void>;
}
