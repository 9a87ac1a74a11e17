import 'fake-indexeddb/auto';
import { upgradeSuite } from './upgrade.ts';

upgradeSuite('in Node');
