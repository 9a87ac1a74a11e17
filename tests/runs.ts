/** How many examples a property tries: so many in a usual run, twenty times as many in a soak (`npm run soak`). */
export const runs = (usual: number): number => (import.meta.env.MODE === 'soak' ? 20 : 1) * usual;
