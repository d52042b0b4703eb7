import type { JSX } from 'preact';
import type { SecurityMessages } from '../security-messages.ts';

/** The level of a finding: told by its text and its shape, not by colour alone. */
export function Level({ texts, level }: { texts: SecurityMessages; level: 'attack' | 'attempt' }): JSX.Element {
  return <span class={`state ${level === 'attack' ? 'down' : 'degraded'}`}>{texts.levels[level]}</span>;
}
