import './opfsWithoutMove.ts';
import '../../src/adapters/store/opfsWorker.ts';
