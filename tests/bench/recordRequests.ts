/** A request as it was sent, ready to be sent again. */
export interface SentRequest {
  url: string;
  init: RequestInit;
}

/** Notes every data and function call of this page until it is stopped; sign-in is left out. */
export function recordRequests(): { stop(): SentRequest[] } {
  const sent: SentRequest[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('/rest/v1/')) {
      const { signal: _, ...rest } = init;
      sent.push({ url, init: rest });
    }
    return real(input, init);
  };
  return {
    stop() {
      globalThis.fetch = real;
      return sent;
    },
  };
}
