import { HoldfastError } from '../core/HoldfastError.ts';

/**
 * The helper's SQL as this app serves it.
 * @throws HoldfastError `not-found` when the server has no such file or answers with a page instead, `network` when it does not answer.
 */
export async function loadHelperSql(): Promise<string> {
  const url = `${import.meta.env.BASE_URL}holdfast.sql`;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new HoldfastError('network', 'The helper could not be loaded.', {
      hint: 'Check your connection, then copy it again.',
      cause,
    });
  }
  const sql = await response.text();
  // Hosts of single-page apps answer every unknown address with 200 and index.html.
  if (!response.ok || sql.trimStart().startsWith('<')) {
    throw new HoldfastError('not-found', 'holdfast.sql is not where this app is served from.', {
      hint: 'Deploy the whole folder that the build makes, holdfast.sql included.',
    });
  }
  return sql;
}
