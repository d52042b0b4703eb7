import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressGroup } from './client-address.ts';
import type { Limits } from './limits.ts';

/** Maximum number of connections of a server. */
export interface ConnectionLimits {
  readonly total: number;
  /** Per client address; undefined behind proxies, whose connections carry many clients. */
  readonly perAddress: number | undefined;
}

/**
 * Limits the connections of a server, and lets it close: Node 24 does not treat a connection that never sent anything as idle, and would
 * wait for it forever.
 */
export function limitConnections(
  server: Server,
  { total, perAddress = Infinity }: ConnectionLimits,
  limits: Limits,
): void {
  const sockets = new Set<Socket>();
  const counts = new Map<string, number>();
  server.maxConnections = total;
  server.on('drop', () => {
    limits.reached('connections');
  });
  server.on('connection', (socket) => {
    const group = addressGroup(socket.remoteAddress ?? '');
    const count = (counts.get(group) ?? 0) + 1;
    if (count > perAddress) {
      limits.reached('connections-per-address');
      socket.destroy();
      return;
    }
    counts.set(group, count);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      const left = (counts.get(group) ?? 1) - 1;
      if (left === 0) counts.delete(group);
      else counts.set(group, left);
    });
  });
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    closeIdleConnections();
  };
}
