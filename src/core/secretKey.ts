/** Why a secret key is refused, said in the form and of the environment's variables alike. */
export const secretKeyProblem = {
  title: 'This is a secret key',
  message:
    'It opens the whole database, past every policy, so it must never be in a browser. Use the one that begins with sb_publishable_. If this key was ever public, replace it.',
};

/** The same of a variable that everybody can read who opens the app. */
export function secretVariableProblem(name: string): { title: string; message: string } {
  return { title: `${name} holds a secret key`, message: secretKeyProblem.message };
}
