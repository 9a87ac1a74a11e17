// A browser that cannot move files in its origin private file system. Imported before the worker's own code.
delete (FileSystemFileHandle.prototype as { move?: unknown }).move;
