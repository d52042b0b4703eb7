import { describe, expect, it } from '@jest/globals';
import { otherImage } from './running-images.ts';
import type { Pod } from './running-images.ts';

const images = {
  kiosque: { repository: 'r.example.org/kiosque', digest: 'sha256:a' },
  redis: { repository: 'r.example.org/redis', digest: 'sha256:b' },
};
const pod = (name: string, image: string, metadata: object = {}): Pod => ({
  metadata: { name, ...metadata },
  spec: { containers: [{ name: 'main', image }] },
});
const content = pod('content-1', 'r.example.org/kiosque@sha256:a');

describe(otherImage.name, () => {
  it('should accept pods that run the promoted digests, and images that are not promoted', () => {
    const others = [pod('redis-0', 'r.example.org/redis@sha256:b'), pod('proxy', 'docker.io/proxy:1')];
    expect(otherImage([content, ...others], images)).toBeUndefined();
  });

  it('should ignore pods that are being deleted, and those of Jobs', () => {
    const old = 'r.example.org/kiosque@sha256:0';
    const leaving = pod('content-0', old, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(otherImage([content, leaving, pod('backup', old, { ownerReferences: [{ kind: 'Job' }] })], images)).toBe(
      undefined,
    );
    expect(otherImage([content, pod('content-0', old, { ownerReferences: [{ kind: 'ReplicaSet' }] })], images)).toBe(
      `the pod content-0 runs ${old}, not the promoted digest`,
    );
  });

  it('should reject a tag, and a namespace without pods', () => {
    expect(otherImage([content, pod('redis-0', 'r.example.org/redis')], images)).toContain('the pod redis-0 runs');
    expect(otherImage([], images)).toBe('no pod runs an image of r.example.org/kiosque');
  });
});
