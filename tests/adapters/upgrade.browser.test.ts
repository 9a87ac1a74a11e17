import { upgradeSuite } from './upgrade.ts';

upgradeSuite('in Chromium');
