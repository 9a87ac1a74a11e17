import { HoldfastError } from '../../core/HoldfastError.ts';

/** The error of a page that was opened over plain http: browsers keep `what` from it. */
export function insecureContext(what: string): HoldfastError {
  return new HoldfastError(
    'insecure-context',
    `This browser offers no ${what} to a page that was opened without encryption.`,
    {
      hint: 'Open Holdfast over https, or on localhost.',
    },
  );
}
