import { describe, expect, it } from '@jest/globals';
import { commonPorts, portsOf, portText } from './ports.ts';

const containers = [{ name: 'web', ports: [{ name: 'http', containerPort: 3000 }] }];

describe(portsOf.name, () => {
  it.each([
    ['no list', undefined, ['any any']],
    ['an empty list', [], ['any any']],
    ['a number', [{ port: 53, protocol: 'UDP' }], ['53 UDP']],
    ['the default protocol', [{ port: 80 }], ['80 TCP']],
    ['a range', [{ port: 8500, endPort: 8599 }], ['8500-8599 TCP']],
    ['all ports of a protocol', [{ protocol: 'UDP' }], ['any UDP']],
    ['a name', [{ port: 'http' }], ['3000 TCP']],
    ['a name that the pods do not have', [{ port: 'other' }], []],
  ])('should read %s', (_, ports, expected) => {
    expect(portsOf(ports, containers).map((each) => `${portText(each)} ${each.protocol}`)).toEqual(expected);
  });
});

describe(commonPorts.name, () => {
  const any = { protocol: 'any' };
  const web = { protocol: 'TCP', first: 80, last: 80 };
  it.each([
    ['everything and one port', [any], [web], ['80 TCP']],
    ['one port and everything', [web], [any], ['80 TCP']],
    ['a protocol and everything', [{ protocol: 'UDP' }], [any], ['any UDP']],
    ['different protocols', [{ protocol: 'UDP' }], [web], []],
    [
      'overlapping ranges',
      [{ protocol: 'TCP', first: 1, last: 90 }],
      [{ protocol: 'TCP', first: 80, last: 99 }],
      ['80-90 TCP'],
    ],
    ['separate ranges', [{ protocol: 'TCP', first: 1, last: 79 }], [web], []],
  ])('should return what is in both: %s', (_, left, right, expected) => {
    expect(commonPorts(left, right).map((each) => `${portText(each)} ${each.protocol}`)).toEqual(expected);
  });
});
