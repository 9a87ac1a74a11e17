/** Somebody who can sign in to the sample project. The passwords guard made-up data on loopback. */
export interface Account {
  id: string;
  email: string;
  password: string;
  name: string;
}

/** An admin: `profiles.role = 'admin'`. */
export const ADMIN: Account = {
  id: '5f2a1c60-8b0e-4d0b-9a3e-1d7c52f0a001',
  email: 'admin@caraudio.example',
  password: 'Subwoofer-2026',
  name: 'Katharina Vogt',
};

/** Another admin, for what must not happen when somebody else signs in. */
export const OTHER_ADMIN: Account = {
  id: '5f2a1c60-8b0e-4d0b-9a3e-1d7c52f0a002',
  email: 'other.admin@caraudio.example',
  password: 'Crossover-2026',
  name: 'Matteo Ricci',
};

/** An ordinary user, who sees their own rows. */
export const USER: Account = {
  id: '5f2a1c60-8b0e-4d0b-9a3e-1d7c52f0a003',
  email: 'user@caraudio.example',
  password: 'Midrange-2026',
  name: 'Jonas Brandt',
};

/** Everybody who can sign in. */
export const ACCOUNTS = [ADMIN, OTHER_ADMIN, USER];
