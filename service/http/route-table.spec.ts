import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.ts';

describe(RouteTable.name, () => {
  const table = new RouteTable({ collection: ['events', 'news'] });
  table.add('/api/:name', ['GET', 'HEAD']);
  table.add('/:collection', ['GET']);
  table.add('/openapi.json', ['GET']);
  table.add('*', ['OPTIONS']);
  it.each([
    ['/api/x', ['GET', 'HEAD', 'OPTIONS']],
    ['/api/x/', ['GET', 'HEAD', 'OPTIONS']],
    ['/api/x/y', []],
    ['/openapi.json', ['GET', 'OPTIONS']],
    ['/openapi-json', []],
    ['/events', ['GET', 'OPTIONS']],
    ['/events.yaml', ['GET', 'OPTIONS']],
    ['/nope', []],
  ])('should return the methods of %s', (path, methods) => {
    expect([...table.allowed(path)]).toEqual(methods);
  });
});
