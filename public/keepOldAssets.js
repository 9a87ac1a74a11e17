// Part of the service worker that the build makes. When a new version takes over, the precache forgets the files of the old
// one, and the server has often lost them too. Tabs that still run the old version may start its workers at any time, so its
// hashed files are copied aside while the new version installs, and thrown away once no tab is open.
const oldAssets = 'holdfast-old-assets'; // vite.config.ts serves from it
const mostFiles = 300;

async function keepOldAssets() {
  const kept = await caches.open(oldAssets);
  for (const name of await caches.keys()) {
    if (!name.includes('-precache-')) continue;
    const precache = await caches.open(name);
    for (const request of await precache.keys()) {
      if (!new URL(request.url).pathname.includes('/assets/')) continue;
      const response = await precache.match(request);
      if (response !== undefined) await kept.put(request, response);
    }
  }
  const tooMany = (await kept.keys()).slice(0, -mostFiles);
  await Promise.all(tooMany.map((request) => kept.delete(request)));
}

async function forgetOldAssets() {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (tabs.length === 0) await caches.delete(oldAssets);
}

self.addEventListener('install', (event) => event.waitUntil(keepOldAssets()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOldAssets()));
