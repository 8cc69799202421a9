/*
 * A driver whose vm_ops and hooks do what a table says. Part of kernel_mmap.c.
 */
#ifndef PREMAP_MODEL_FIDELITY_KERNEL_DRIVER_H
#define PREMAP_MODEL_FIDELITY_KERNEL_DRIVER_H

/* --- vm_ops of the driver --- */

static struct vm_operations_struct driver_ops[KM_OPS];

static int ops_number(const struct vm_operations_struct *ops) {
  if (!ops)
    return KM_OPS_NULL;
  return ops == &vma_dummy_vm_ops ? KM_OPS_DUMMY : (int)(ops - driver_ops);
}

static const struct vm_operations_struct *ops_at(int number) {
  return number == KM_OPS_NULL ? NULL : &driver_ops[number];
}

static void driver_open(struct vm_area_struct *vma) {
  trace_call_of("open", ops_number(vma->vm_ops));
}

static void driver_close(struct vm_area_struct *vma) {
  trace_call_of("close", ops_number(vma->vm_ops));
}

static int mapped_by(int number, void **private_data) {
  trace_call_of("mapped", number);
  if (now->mapped_error)
    return now->mapped_error;
  if (now->mapped_private_data)
    *private_data = (void *)(long)now->mapped_private_data;
  return 0;
}

/* mapped() does not see the vm_ops that it belongs to. */
#define DEFINE_MAPPED(number)                                                  \
  static int driver_mapped_##number(unsigned long start, unsigned long end,    \
                                    pgoff_t pgoff, const struct file *file,    \
                                    void **private_data) {                     \
    return mapped_by(number, private_data);                                    \
  }
DEFINE_MAPPED(2)
DEFINE_MAPPED(3)
DEFINE_MAPPED(6)
DEFINE_MAPPED(7)
DEFINE_MAPPED(10)
DEFINE_MAPPED(11)
DEFINE_MAPPED(14)
DEFINE_MAPPED(15)

static vm_fault_t driver_page_mkwrite(struct vm_fault *fault) { return 0; }

static void initialise_driver_ops(void) {
  static int (*const mapped[KM_OPS])(unsigned long, unsigned long, pgoff_t,
                                     const struct file *, void **) = {
      [2] = driver_mapped_2,   [3] = driver_mapped_3,   [6] = driver_mapped_6,
      [7] = driver_mapped_7,   [10] = driver_mapped_10, [11] = driver_mapped_11,
      [14] = driver_mapped_14, [15] = driver_mapped_15};

  for (int i = 0; i < KM_OPS; i++) {
    if (i & KM_OPS_CLOSE) {
      driver_ops[i].open = driver_open;
      driver_ops[i].close = driver_close;
    }
    driver_ops[i].mapped = mapped[i];
    if (i & KM_OPS_PAGE_MKWRITE)
      driver_ops[i].page_mkwrite = driver_page_mkwrite;
  }
}

/* --- Hooks of the driver --- */

static struct file *file_at(int number) {
  return number ? &files[number - 1].file : NULL;
}

static pgprot_t with_cache(pgprot_t prot, int cache) {
  return __pgprot((pgprot_val(prot) & PROT_WRITABLE) | (unsigned long)cache
                                                           << PROT_CACHE_SHIFT);
}

static struct page *page_array[KM_MAX_PAGES];

static void fill_page_array(const struct km_statement *s) {
  for (int i = 0; i < s->page_count; i++)
    page_array[i] = (struct page *)s->pages[i];
}

/* A statement that both kinds of hooks can do, on the fields of either. */
static void set_field(const struct km_statement *s, pgoff_t *pgoff,
                      vma_flags_t *flags, pgprot_t *prot,
                      const struct vm_operations_struct **ops,
                      void **private_data) {
  switch (s->kind) {
  case KM_SET_VM_OPS:
    *ops = ops_at(s->number);
    break;
  case KM_SET_FLAGS:
    vma_flags_set_word(flags, s->value);
    break;
  case KM_CLEAR_FLAGS:
    vma_flags_clear_word(flags, s->value);
    break;
  case KM_SET_PAGE_PROT:
    *prot = s->number ? with_cache(*prot, s->number)
                      : vm_get_page_prot(vma_flags_to_legacy(*flags));
    break;
  case KM_SET_PGOFF:
    *pgoff = s->value;
    break;
  case KM_SET_PRIVATE_DATA:
    *private_data = (void *)(long)s->number;
    break;
  default:
    break;
  }
}

static void ask_for_action(const struct km_statement *s,
                           struct vm_area_desc *desc) {
  switch (s->kind) {
  case KM_REMAP:
    if (s->partly)
      mmap_action_remap(desc, s->start, s->value, s->size);
    else
      mmap_action_remap_full(desc, s->value);
    break;
  case KM_IOREMAP:
    if (s->partly)
      mmap_action_ioremap(desc, s->start, s->value, s->size);
    else
      mmap_action_ioremap_full(desc, s->value);
    break;
  case KM_SIMPLE_IOREMAP:
    mmap_action_simple_ioremap(desc, s->value, s->size);
    break;
  case KM_MAP_PAGES:
    fill_page_array(s);
    mmap_action_map_kernel_pages(desc, s->partly ? s->start : desc->start,
                                 page_array, s->page_count);
    break;
  case KM_ERROR_OVERRIDE:
    desc->action.error_override = s->number;
    break;
  case KM_HIDE_FROM_RMAP:
    desc->action.hide_from_rmap_until_complete = true;
    break;
  default:
    break;
  }
}

static int driver_mmap_prepare(struct vm_area_desc *desc) {
  trace_call_of("mmap_prepare", KM_OPS_NULL);
  for (int i = 0; i < now->statement_count; i++) {
    const struct km_statement *s = &now->statements[i];

    if (s->kind == KM_RETURN)
      return s->number;
    if (s->kind == KM_SET_FILE)
      desc->vm_file = get_file(file_at(s->number));
    set_field(s, &desc->pgoff, &desc->vma_flags, &desc->page_prot,
              &desc->vm_ops, &desc->private_data);
    ask_for_action(s, desc);
  }
  return 0;
}

static int fill(const struct km_statement *s, struct vm_area_struct *vma) {
  unsigned long start = s->partly ? s->start : vma->vm_start;
  unsigned long size = s->partly ? s->size : vma->vm_end - vma->vm_start;
  unsigned long count = s->page_count;

  switch (s->kind) {
  case KM_REMAP:
    return remap_pfn_range(vma, start, s->value, size, vma->vm_page_prot);
  case KM_IOREMAP:
    return io_remap_pfn_range(vma, start, s->value, size, vma->vm_page_prot);
  case KM_SIMPLE_IOREMAP:
    return vm_iomap_memory(vma, s->value, s->size);
  case KM_MAP_PAGES:
    fill_page_array(s);
    return vm_insert_pages(vma, start, page_array, &count);
  default:
    return 0;
  }
}

static int driver_mmap(struct file *file, struct vm_area_struct *vma) {
  trace_call_of("mmap", KM_OPS_NULL);
  for (int i = 0; i < now->statement_count; i++) {
    const struct km_statement *s = &now->statements[i];
    pgoff_t pgoff = vma->vm_pgoff;
    int error;

    if (s->kind == KM_RETURN)
      return s->number;
    if (s->kind == KM_SET_FILE)
      vma_set_file(vma, file_at(s->number));
    set_field(s, &pgoff, &vma->flags, &vma->vm_page_prot, &vma->vm_ops,
              &vma->vm_private_data);
    vma->vm_pgoff = pgoff;
    error = fill(s, vma);
    if (error)
      return error;
  }
  return 0;
}

static const struct file_operations mmap_fops = {.mmap = driver_mmap};
static const struct file_operations mmap_prepare_fops = {
    .mmap_prepare = driver_mmap_prepare};

/* The file below a stacked one. */
static struct file inner_file = {.f_op = &mmap_prepare_fops};

static int stacked_mmap(struct file *file, struct vm_area_struct *vma) {
  trace_call_of("mmap", KM_OPS_NULL);
  return vfs_mmap(&inner_file, vma);
}

static const struct file_operations stacked_fops = {.mmap = stacked_mmap};

static const struct file_operations *fops_of(enum km_hook hook) {
  switch (hook) {
  case KM_NO_HOOK:
    return NULL;
  case KM_MMAP:
    return &mmap_fops;
  case KM_MMAP_PREPARE:
    return &mmap_prepare_fops;
  case KM_STACKED_MMAP:
    return &stacked_fops;
  }
}

#endif
