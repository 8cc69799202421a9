// verdict: equivalent
// because: the library's hook in its other form, in the table itself
// hook: fs/ramfs/file-mmu.c:generic_file_mmap
// in: fs/ramfs/file-mmu.c
// line: .mmap_prepare = generic_file_mmap_prepare, -> .mmap = generic_file_mmap,
