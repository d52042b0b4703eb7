/** Props of `Configuration`. */
export interface ConfigurationProps {
  /** Name of the ConfigMap: a DNS label, such as `content`. */
  readonly name: string;
  /**
   * Environment variables of the service (docs/settings.md): UPPER_SNAKE keys, non-empty values.
   * No secrets: those belong in a `SecretReference`.
   */
  readonly data: Readonly<Record<string, string>>;
}
