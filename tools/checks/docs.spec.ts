import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('should refer to existing npm scripts', () => {
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(name);
  });

  it('should link to existing pages and headings', () => {
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      expect({ target, exists: existsSync(file) }).toEqual({ target, exists: true });
      if (heading !== undefined) expect(headingsOf(file)).toContain(heading);
    }
  });

  it('should refer to existing files', () => {
    // Code blocks may contain files that a reader would create.
    const prose = text.replaceAll(/^```ts$.*?^```$/gms, '');
    const paths = prose.matchAll(/(?<![\w/.-])(?:\.github|\.ci|bench|charts|service|tools)\/[\w/.-]*\w/g);
    for (const [path] of paths) expect({ path, exists: existsSync(path) }).toEqual({ path, exists: true });
  });
});

it('should name every program that `npm test` installs', () => {
  const [, listed = ''] =
    /^npm test .*installs missing programs \(([^)]*)\)/m.exec(readFileSync('README.md', 'utf8')) ?? [];
  const [, installed = ''] = /ensure-programs (.*)$/.exec(scripts['pretest'] ?? '') ?? [];
  expect(listed.toLowerCase().split(', ')).toEqual(['kubectl', ...installed.split(' ')].sort());
});

function headingsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
