/** The environments that the local forwarder reaches, and nothing else. */
export const HOSTED_ORIGINS = {
  test: "https://test.api.batchrouter.com",
  production: "https://api.batchrouter.com",
} as const;
export type HostedName = keyof typeof HOSTED_ORIGINS;

/** Where the local gateway forwards to a hosted environment: append `/v1/…`. */
export function forwarderBase(name: HostedName): string {
  return `/local/forward/${name}`;
}
