import { describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';

describe('GET /changes', () => {
  it('should tell the state of every collection, then each change, and end with an event', async () => {
    const streaming = await TestApp.start({
      files: { 'faq.json': JSON.stringify({ questions: [{ q: 'Comment déployer ?', a: 'Via *GitHub Actions*' }] }) },
    });
    await streaming.refresh();
    const response = await fetch(`${streaming.url}/changes`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let received = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) received += Buffer.from(chunk as Uint8Array).toString();
    })();
    await streaming.write('faq.json', JSON.stringify([]));
    await streaming.refresh();
    await streaming.close();
    await reading;
    const events = received.split('\n\n').filter((event) => event.startsWith('event: content'));
    expect(events.length).toBeGreaterThanOrEqual(4);
    expect(received).toContain('retry: 3000');
    expect(received.trim().endsWith('event: closing\ndata: {}')).toBe(true);
  });
});
