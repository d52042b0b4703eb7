import { constructFromEvents, CORE_SCHEMA, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import { decode } from './decode.ts';
import { DocumentError, NearestValue, OffsetError, positionAt } from './document.errors.ts';
import type { Position, ValuePath } from './document.errors.ts';
import type { DocumentLimits } from './document-limits.ts';
import { JsonScanner } from './json-scanner.ts';
import { YamlStructure } from './yaml-structure.ts';

/** A parsed document: plain JSON data, with the position of each value. */
export interface ParsedDocument {
  readonly name: string;
  readonly value: unknown;
  /** Returns the position of the value at `path`, or of its nearest ancestor. Rereads the text: for error messages only. */
  locate(path: ValuePath): Position;
}

/** YAML 1.2 core plus `<<` merge keys: dates stay text, `no` stays `no`, `010` is ten. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/**
 * Parses one document, as JSON (RFC 8259) if its name ends in `.json`, otherwise as YAML 1.2 (core schema).
 *
 * @throws DocumentError if it is empty, too large, not UTF-8, malformed or nested too deep, or contains a duplicate key, a number that
 * JSON cannot represent, more than one YAML document, or aliases that expand beyond the limits.
 */
export function parseDocument(name: string, bytes: Buffer, limits: DocumentLimits): ParsedDocument {
  const text = decode(name, bytes, limits.maxBytes);
  try {
    return name.toLowerCase().endsWith('.json') ? parseJson(name, text, limits) : parseYaml(name, text, limits);
  } catch (error) {
    throw asDocumentError(name, text, error);
  }
}

function parseJson(name: string, text: string, limits: DocumentLimits): ParsedDocument {
  new JsonScanner(text, limits.maxDepth).scan();
  return { name, value: JSON.parse(text), locate: (path) => positionAt(text, locateJson(text, limits, path)) };
}

function locateJson(text: string, limits: DocumentLimits, path: ValuePath): number {
  const nearest = new NearestValue(path);
  new JsonScanner(text, limits.maxDepth, (candidate, offset) => {
    nearest.see(candidate, offset);
  }).scan();
  return nearest.offset;
}

function parseYaml(name: string, text: string, limits: DocumentLimits): ParsedDocument {
  const events = parseEvents(text, { maxDepth: limits.maxDepth });
  new YamlStructure(text, limits).check(events);
  const [value] = constructFromEvents(events, { source: text, schema: SCHEMA, maxAliases: limits.maxAliases });
  return {
    name,
    value,
    locate: (path) => positionAt(text, new YamlStructure(text, limits).locate(events, path)),
  };
}

function asDocumentError(name: string, text: string, error: unknown): unknown {
  if (error instanceof OffsetError) {
    return new DocumentError(name, positionAt(text, error.offset), error.message);
  }
  if (error instanceof YAMLException) {
    const position = { line: (error.mark?.line ?? 0) + 1, column: (error.mark?.column ?? 0) + 1 };
    return new DocumentError(name, position, error.reason);
  }
  return error;
}
