import { timingSafeEqual } from 'node:crypto';
import { AnyAccess } from './access.ts';
import type { Access, Actor } from './access.ts';
import { hashOf, idOf, newKey } from './api-keys.ts';

/** A key that is valid for the lifetime of the process, for trying out Kiosque. */
export class TrialKey implements Access {
  readonly description = 'a trial key';
  readonly problem = undefined;
  /** Printed once, on the terminal that started the process. */
  readonly key: string;
  readonly #hash: Buffer;

  constructor() {
    this.key = newKey();
    this.#hash = hashOf(this.key);
  }

  identify(credential: string): Promise<Actor | undefined> {
    const matches = timingSafeEqual(hashOf(credential), this.#hash);
    return Promise.resolve(
      matches ? { name: 'key:trial', credential: idOf(this.#hash.toString('hex')), allows: () => true } : undefined,
    );
  }
}

/** Returns the trial key; undefined if credentials are configured. */
export function trialKeyOf(access: Access): string | undefined {
  const trial = access instanceof AnyAccess ? access.find(TrialKey) : access;
  return trial instanceof TrialKey ? trial.key : undefined;
}
