import type { TableName } from '../../core/tableName.ts';
import type { GuardedRequest } from './guardedFetch.ts';

/** A read of one table over REST. The schema travels in a header, as PostgREST wants it. */
export function restQuery(table: TableName, query: URLSearchParams, prefer?: string): GuardedRequest {
  return {
    path: `/rest/v1/${encodeURIComponent(table.name)}?${query.toString()}`,
    headers: {
      accept: 'application/json',
      'accept-profile': table.schema,
      ...(prefer === undefined ? {} : { prefer }),
    },
  };
}

/** The total of a `Content-Range: 0-0/12839` header; null when the server did not count. */
export function countOf(response: Response): number | null {
  const total = response.headers.get('content-range')?.split('/')[1];
  return total !== undefined && /^\d+$/.test(total) ? Number(total) : null;
}
