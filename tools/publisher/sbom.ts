/**
 * Prints the contents of the publisher's image as CycloneDX (JSON): the Debian packages installed in it, and the npm packages of
 * the service, of which its bundle contains some. It runs while the image is built: `node sbom.ts <CycloneDX of the service>`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Sbom {
  readonly metadata: { readonly component: { name: string } };
  readonly components: object[];
}

const sbom = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Sbom;
const [, version = ''] = /^VERSION_ID="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
const format = '--showformat=${Package}\t${Version}\t${Architecture}\n';
const installed = execFileSync('dpkg-query', ['--show', format], { encoding: 'utf8' }).trim().split('\n');
for (const line of installed) {
  const [name = '', debian = '', architecture = ''] = line.split('\t');
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(debian)}?arch=${architecture}&distro=debian-${version}`;
  sbom.components.push({ 'bom-ref': purl, type: 'library', name, version: debian, purl });
}
sbom.metadata.component.name = 'kiosque-publisher';
process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`);
