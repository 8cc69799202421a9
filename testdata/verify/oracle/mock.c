/*
 * A kernel in user space for hooks of one driver: what mmap() does around a
 * hook, in a few lines, and functions that write down how they were called.
 * It knows nothing of premap's runtime model or of its verifier.
 */
#include "state.h"
#include "mock.h"

static struct random {
	unsigned long state;
	unsigned int few; /* numbers to choose from; 0: any */
} inputs;

static unsigned long draw(struct random *r)
{
	r->state = r->state * 6364136223846793005UL + 1442695040888963407UL;
	return (r->state >> 33) ^ (r->state >> 7);
}

static unsigned long hash(unsigned long a, unsigned long b)
{
	struct random r = { a * 31 + b, 0 };

	draw(&r);
	return draw(&r) ^ draw(&r);
}

/* Numbers on which code with bounds goes one way or the other. */
static unsigned long number(struct random *r)
{
	static const unsigned long some[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 4095, 4096, 4097, 8192,
		12288, 16384, 65536, 1UL << 31, 1UL << 32, (1UL << 32) + 1, ~0UL,
		~0UL - 1, 1UL << 63,
	};

	/* What must be equal for a path to be taken, often is. */
	if (r->few)
		return some[draw(r) % r->few];
	if (draw(r) % 8 == 0)
		return (draw(r) << 32) ^ draw(r);
	return some[draw(r) % (draw(r) % 2 ? 10 : sizeof(some) / sizeof(*some))];
}

static void scramble(struct state *st, struct random *r, int often)
{
	unsigned long *words[] = { &st->base, &st->size, &st->low, &st->high };

	for (int i = 0; i < 4; i++)
		if (draw(r) % 4 < often)
			*words[i] = number(r);
	for (int i = 0; i < 8; i++)
		if (draw(r) % 4 < often)
			st->tab[i] = number(r);
	if (draw(r) % 4 < often)
		st->mode = number(r);
	if (draw(r) % 4 < often)
		st->users = number(r);
}

/* One call of mmap(). */
static struct {
	struct state st;
	struct file file;
	unsigned long seed, calls[3];
	unsigned long flags, start, end, pgoff;
	int remap_error;
	struct outcome *out;
} run;

static void tell(unsigned long word)
{
	if (run.out->count < MAX_WORDS)
		run.out->words[run.out->count++] = word;
}

static void tell_call(unsigned long which, unsigned long with)
{
	unsigned long *log = run.out->log;

	if (run.out->calls < MAX_CALLS) {
		log[run.out->calls] = which * 1000003 + hash(which, with);
		run.out->calls++;
	}
}

/* A function that gets the state, and whoever waits for a lock, sees it. */
static unsigned long seen(const struct state *st)
{
	unsigned long sum = hash(st->base, st->size);

	sum = hash(sum, hash(st->low, st->high));
	for (int i = 0; i < 8; i++)
		sum = hash(sum, st->tab[i]);
	return hash(sum, hash(st->mode, st->users));
}

/* What anybody else may do to the driver's state meanwhile. */
static unsigned long interfere(struct state *st, int which, unsigned long with)
{
	struct random r = { hash(run.seed + which, run.calls[which]++) ^
			    hash(with, st->base ^ st->mode), inputs.few };

	draw(&r);
	scramble(st, &r, 1);
	return number(&r);
}

unsigned long probe(struct state *st, unsigned long with)
{
	tell_call(1, hash(with, seen(st)));
	return interfere(st, 0, with);
}

void poke(struct state *st, unsigned long with)
{
	tell_call(2, hash(with, seen(st)));
	interfere(st, 1, with);
}

bool capable(int cap)
{
	return hash(run.seed, cap) % 2;
}

static struct state *state_of(struct mutex *lock)
{
	return (void *)((char *)lock - __builtin_offsetof(struct state, lock));
}

void mutex_lock(struct mutex *lock)
{
	tell_call(3, hash(lock->owner, seen(state_of(lock))));
	lock->owner++;
	interfere(state_of(lock), 2, 0);
}

void mutex_unlock(struct mutex *lock)
{
	tell_call(4, hash(lock->owner, seen(state_of(lock))));
	lock->owner--;
	interfere(state_of(lock), 2, 0);
}

void kref_get(struct kref *ref)
{
	ref->refs++;
}

int kref_put(struct kref *ref, void (*release)(struct kref *))
{
	if (--ref->refs)
		return 0;
	release(ref);
	return 1;
}

void state_release(struct kref *ref)
{
	tell_call(5, 0);
}

pgprot_t pgprot_noncached(pgprot_t prot)
{
	return (pgprot_t){ (prot.pgprot & ~0x18UL) | 0x10 };
}

pgprot_t pgprot_writecombine(pgprot_t prot)
{
	return (pgprot_t){ (prot.pgprot & ~0x18UL) | 0x08 };
}

void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags |= flags;
}

void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags &= ~flags;
}

unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

unsigned long vma_desc_size(const struct vm_area_desc *desc)
{
	return desc->end - desc->start;
}

unsigned long vma_desc_pages(const struct vm_area_desc *desc)
{
	return vma_desc_size(desc) >> PAGE_SHIFT;
}

vma_flags_t __mk_vma_flags(vma_flags_t flags, size_t count,
			   const vma_flag_t *bits)
{
	for (size_t i = 0; i < count; i++)
		flags.bits[0] |= 1UL << bits[i];
	return flags;
}

bool vma_desc_test_any_mask(const struct vm_area_desc *desc, vma_flags_t flags)
{
	return (desc->vma_flags.bits[0] & flags.bits[0]) != 0;
}

bool vma_desc_test_all_mask(const struct vm_area_desc *desc, vma_flags_t flags)
{
	return (desc->vma_flags.bits[0] & flags.bits[0]) == flags.bits[0];
}

void vma_desc_set_flags_mask(struct vm_area_desc *desc, vma_flags_t flags)
{
	desc->vma_flags.bits[0] |= flags.bits[0];
}

void vma_desc_clear_flags_mask(struct vm_area_desc *desc, vma_flags_t flags)
{
	desc->vma_flags.bits[0] &= ~flags.bits[0];
}

/* Copy on write needs the whole mapping, whose offset tells the first page. */
static int check_remap(unsigned long flags, unsigned long addr,
		       unsigned long size, unsigned long start,
		       unsigned long end, unsigned long pfn,
		       unsigned long *pgoff)
{
	if ((flags & (VM_SHARED | VM_MAYWRITE)) != VM_MAYWRITE)
		return 0;
	if (addr != start || addr + PAGE_ALIGN(size) != end)
		return -EINVAL;
	*pgoff = pfn;
	return 0;
}

static int map_pages(unsigned long addr, unsigned long pfn, unsigned long size,
		     pgprot_t prot)
{
	if (run.remap_error)
		return run.remap_error;
	tell(addr);
	tell(pfn);
	tell(PAGE_ALIGN(size));
	tell(prot.pgprot);
	return 0;
}

#define REMAP_FLAGS (VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP)

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot)
{
	int err = check_remap(vma->vm_flags, addr, size, vma->vm_start,
			      vma->vm_end, pfn, &vma->vm_pgoff);

	if (err)
		return err;
	vm_flags_set(vma, REMAP_FLAGS);
	return map_pages(addr, pfn, size, prot);
}

void mmap_action_remap(struct vm_area_desc *desc, unsigned long start,
		       unsigned long start_pfn, unsigned long size)
{
	desc->action.type = MMAP_REMAP_PFN;
	desc->action.remap.start = start;
	desc->action.remap.start_pfn = start_pfn;
	desc->action.remap.size = size;
	desc->action.remap.pgprot = desc->page_prot;
}

void mmap_action_remap_full(struct vm_area_desc *desc, unsigned long start_pfn)
{
	mmap_action_remap(desc, desc->start, start_pfn, vma_desc_size(desc));
}

static void tell_vma(const struct vm_area_struct *vma)
{
	tell(vma->vm_start);
	tell(vma->vm_end);
	tell(vma->vm_flags);
	tell(vma->vm_pgoff);
	tell(vma->vm_page_prot.pgprot);
	tell(vma->vm_ops != 0);
	tell((unsigned long)vma->vm_private_data);
}

static int map_legacy(const struct file_operations *ops)
{
	struct vm_area_struct vma = {
		.vm_start = run.start, .vm_end = run.end, .vm_pgoff = run.pgoff,
		.vm_page_prot = { run.flags & 7 }, .vm_file = &run.file,
	};
	int err;

	vma.__vm_flags = run.flags;
	if (run.out->no_memory)
		return -ENOMEM;
	err = ops->mmap(&run.file, &vma);
	if (!err)
		tell_vma(&vma);
	return err;
}

static int prepare_action(struct vm_area_desc *desc)
{
	unsigned long start = desc->action.remap.start;
	unsigned long size = desc->action.remap.size;
	int err;

	if (desc->action.type == MMAP_NOTHING)
		return 0;
	if (size > desc->end - start)
		return -14; /* EFAULT */
	err = check_remap(desc->vma_flags.bits[0], start, size, desc->start,
			  desc->end, desc->action.remap.start_pfn, &desc->pgoff);
	if (!err)
		desc->vma_flags.bits[0] |= REMAP_FLAGS;
	return err;
}

static int finish(struct vm_area_desc *desc, struct vm_area_struct *vma)
{
	int err = 0;

	if (desc->action.type != MMAP_NOTHING)
		err = map_pages(desc->action.remap.start,
				desc->action.remap.start_pfn,
				desc->action.remap.size,
				desc->action.remap.pgprot);
	if (err && desc->action.error_override)
		err = desc->action.error_override;
	if (!err && vma->vm_ops && vma->vm_ops->mapped)
		return vma->vm_ops->mapped(vma->vm_start, vma->vm_end,
					   vma->vm_pgoff, vma->vm_file,
					   &vma->vm_private_data);
	if (err && vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	return err;
}

static int make_vma(struct vm_area_desc *desc)
{
	struct vm_area_struct vma = {
		.vm_start = desc->start, .vm_end = desc->end,
		.vm_page_prot = desc->page_prot, .vm_ops = desc->vm_ops,
		.vm_pgoff = desc->pgoff, .vm_file = desc->vm_file,
		.vm_private_data = desc->private_data,
	};
	int err;

	vma.__vm_flags = desc->vma_flags.bits[0];
	err = finish(desc, &vma);
	if (!err)
		tell_vma(&vma);
	return err;
}

static int map_prepare(const struct file_operations *ops)
{
	struct vm_area_desc desc = {
		.start = run.start, .end = run.end, .pgoff = run.pgoff,
		.page_prot = { run.flags & 7 }, .file = &run.file,
		.vm_file = &run.file, .vma_flags = { { run.flags } },
	};
	int err = ops->mmap_prepare(&desc);

	if (!err)
		err = prepare_action(&desc);
	if (!err && run.out->no_memory)
		err = -ENOMEM;
	return err ? err : make_vma(&desc);
}

/* Something that a check may compare the state with. */
static unsigned long related_number(struct random *r)
{
	const struct state *st = &run.st;
	const unsigned long members[] = {
		st->base, st->size, st->low, st->high, st->tab[1], st->tab[2],
		st->mode, (unsigned int)st->mode, st->users,
		(unsigned int)st->users,
	};
	const unsigned long distances[] = {
		draw(r) % 17, run.end - run.start,
		(run.end - run.start) >> PAGE_SHIFT,
	};
	unsigned long n = members[draw(r) % 10], by = distances[draw(r) % 3];

	if (draw(r) % 2)
		return draw(r) % 2 ? draw(r) % 10 : number(r);
	switch (draw(r) % 8) {
	case 0:
		return n | by;
	case 1:
		return n + by;
	case 2:
		return n - by;
	case 3:
		return n >> (draw(r) % 2 ? 1 : PAGE_SHIFT);
	case 4:
		return n ^ by;
	default:
		return n;
	}
}

static void choose_arguments(struct random *r)
{
	unsigned long writable = draw(r) % 4, pages = 1 + draw(r) % 9;

	run.flags = draw(r) % 8 | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	if (draw(r) % 2) {
		run.flags |= VM_SHARED | VM_MAYSHARE;
		if (!writable && !(run.flags & VM_WRITE))
			run.flags &= ~(VM_MAYWRITE | VM_SHARED);
	}
	if (draw(r) % 8 == 0 && !(run.flags & VM_EXEC))
		run.flags &= ~VM_MAYEXEC;
	if (!r->few && draw(r) % 16 == 0)
		pages = 1 + draw(r) % (1UL << 21);
	run.start = 0x7f0000000000UL + (draw(r) % 1024) * PAGE_SIZE;
	run.end = run.start + pages * PAGE_SIZE;
	run.pgoff = related_number(r);
	if (run.pgoff > (1UL << 52) - pages)
		run.pgoff = (1UL << 52) - pages;
	run.remap_error = draw(r) % 4 ? 0 : draw(r) % 2 ? -ENOMEM : -EBUSY;
}

struct fixed_bytes fixed[MAX_FIXED];
unsigned int fixed_count;

static void fix_inputs(void)
{
	for (unsigned int i = 0; i < fixed_count; i++) {
		const struct fixed_bytes *f = &fixed[i];

		if (f->offset == FIXED_START) {
			run.end += f->value - run.start;
			run.start = f->value;
		} else if (f->offset == FIXED_LENGTH) {
			run.end = run.start + f->value;
		} else if (f->offset == FIXED_PGOFF) {
			run.pgoff = f->value;
		} else if (f->offset == FIXED_FLAGS) {
			run.flags = f->value;
		} else if (f->offset + f->size <= sizeof(run.st)) {
			__builtin_memcpy((char *)&run.st + f->offset, &f->value,
					 f->size);
		}
	}
}

/* The same seed is the same input. */
void run_hook(const struct file_operations *ops, unsigned long seed,
	      struct outcome *out)
{
	run = (typeof(run)){ .seed = seed, .out = out };
	out->count = out->calls = 0;
	inputs.state = hash(seed, 17);
	draw(&inputs);
	inputs.few = draw(&inputs) % 2 ? 0 : 1 + draw(&inputs) % 4;
	scramble(&run.st, &inputs, 4);
	run.st.ref.refs = 100;
	choose_arguments(&inputs);
	fix_inputs();
	run.file.private_data = draw(&inputs) % 16 ? &run.st : 0;
	out->no_memory = draw(&inputs) % 16 == 0;
	out->crashed = 1;
	out->result = ops->mmap ? map_legacy(ops) : map_prepare(ops);
	out->crashed = 0;
}

/* What is left behind, also if the hook crashed. */
void finish_outcome(struct outcome *out)
{
	unsigned long *words = (void *)&run.st;

	out->refs = run.st.ref.refs;
	if (out->no_memory)
		return;
	for (size_t i = 0; i < sizeof(run.st) / sizeof(*words); i++)
		tell(words[i]);
}
