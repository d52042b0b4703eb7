import { ProblemError } from '../http/problems/problem.ts';
import type { Priority } from './ticket-queue.config.ts';

const ORDINARY: Priority = { name: '', headStartSeconds: 0 };

/** The priority class of a name; empty for ordinary tickets. @throws ProblemError when there is no such class. */
export function priorityNamed(name: string, priorities: readonly Priority[]): Priority {
  const found = [ORDINARY, ...priorities].find((priority) => priority.name === name);
  if (found !== undefined) return found;
  const classes = priorities.map((priority) => priority.name).join(', ');
  const allowed = classes === '' ? 'this queue has no classes, so leave it out' : `it must be one of ${classes}`;
  throw new ProblemError('invalid-request', `priority is ${JSON.stringify(name)}: ${allowed}.`);
}
