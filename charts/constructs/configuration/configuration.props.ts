/** What a `Configuration` is made of. */
export interface ConfigurationProps {
  /** Name of the ConfigMap: a DNS label, such as `content`. */
  readonly name: string;
  /**
   * Environment variables of the service (docs/settings.md): UPPER_SNAKE keys, values that are not empty.
   * Nothing secret: keys that hold secrets belong to a `SecretReference`.
   */
  readonly data: Readonly<Record<string, string>>;
}
