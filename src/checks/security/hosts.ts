const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|test|example|invalid|svc|onion)$/i;
const PRIVATE_ADDRESS = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0$|\[?::1\]?$|\[?f[cd][0-9a-f]{2}:)/i;

/** Whether a host is this machine, a service beside it, or inside a private network, where nobody else listens. */
export function isPrivateHost(host: string): boolean {
  return PRIVATE_ADDRESS.test(host) || PRIVATE_NAME.test(host) || (!host.includes('.') && !host.includes(':'));
}

/** Whether a host is this machine. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|127\.|\[?::1\]?$|0\.0\.0\.0$|host\.docker\.internal$)/i.test(host);
}
