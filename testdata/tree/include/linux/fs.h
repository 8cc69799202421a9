/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and what can be done with them. */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct cdev;
struct dentry;
struct inode;
struct kiocb;
struct iov_iter;
struct poll_table_struct;

struct address_space_operations {
	int (*read_folio)(struct file *file, struct folio *folio);
	bool (*dirty_folio)(struct address_space *mapping, struct folio *folio);
};

struct address_space {
	struct inode *host;
	const struct address_space_operations *a_ops;
	unsigned long nrpages;
};

struct super_block {
	unsigned long s_flags;
	void *s_fs_info;
};

struct inode {
	umode_t i_mode;
	unsigned int i_flags;
	unsigned int i_nlink;
	dev_t i_rdev;
	loff_t i_size;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	const struct file_operations *i_fop;
	struct cdev *i_cdev;
	void *i_private;
};

#define S_DAX 0x2000
#define IS_DAX(inode) ((inode)->i_flags & S_DAX)

struct dentry {
	struct dentry *d_parent;
	struct inode *d_inode;
};

struct path {
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	struct address_space *f_mapping;
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
};

#define FMODE_READ ((fmode_t)0x1)
#define FMODE_WRITE ((fmode_t)0x2)
#define O_SYNC 04010000
#define O_DSYNC 00010000

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count,
			loff_t *ppos);
	ssize_t (*write)(struct file *file, const char __user *buf,
			 size_t count, loff_t *ppos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *from);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd,
			     unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	unsigned long (*get_unmapped_area)(struct file *file,
					   unsigned long addr,
					   unsigned long len,
					   unsigned long pgoff,
					   unsigned long flags);
#ifndef CONFIG_MMU
	unsigned int (*mmap_capabilities)(struct file *file);
#endif
#if PREMAP_API >= 616
	int (*mmap_prepare)(struct vm_area_desc *desc);
#endif
};

#define NOMMU_MAP_COPY 0x00000001
#define NOMMU_MAP_DIRECT 0x00000008

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

struct file *get_file(struct file *file);
void fput(struct file *file);
void file_accessed(struct file *file);
struct inode *igrab(struct inode *inode);
void iput(struct inode *inode);
loff_t i_size_read(const struct inode *inode);
static inline unsigned int iminor(const struct inode *inode)
{
	return inode->i_rdev & 0xfffff;
}

int generic_file_mmap(struct file *file, struct vm_area_struct *vma);
int generic_file_readonly_mmap(struct file *file, struct vm_area_struct *vma);
ssize_t generic_file_read_iter(struct kiocb *iocb, struct iov_iter *to);
ssize_t generic_file_write_iter(struct kiocb *iocb, struct iov_iter *from);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t no_llseek(struct file *file, loff_t offset, int whence);
int simple_open(struct inode *inode, struct file *file);
int nonseekable_open(struct inode *inode, struct file *file);
int register_chrdev(unsigned int major, const char *name,
		    const struct file_operations *fops);
void unregister_chrdev(unsigned int major, const char *name);

#if PREMAP_API >= 617
static inline bool file_is_dax(const struct file *file)
{
	return file && IS_DAX(file->f_mapping->host);
}
#endif

static inline bool vma_is_dax(const struct vm_area_struct *vma)
{
	return vma->vm_file && IS_DAX(vma->vm_file->f_mapping->host);
}

#if PREMAP_API >= 617
bool can_mmap_file(struct file *file);
int vfs_mmap(struct file *file, struct vm_area_struct *vma);
int vfs_mmap_prepare(struct file *file, struct vm_area_desc *desc);
int generic_file_mmap_prepare(struct vm_area_desc *desc);
int generic_file_readonly_mmap_prepare(struct vm_area_desc *desc);
#else
static inline int call_mmap(struct file *file, struct vm_area_struct *vma)
{
	return file->f_op->mmap(file, vma);
}
#endif

#if PREMAP_API >= 710
void compat_set_desc_from_vma(struct vm_area_desc *desc,
			      const struct file *file,
			      const struct vm_area_struct *vma);
int __compat_vma_mmap(struct vm_area_desc *desc, struct vm_area_struct *vma);
int compat_vma_mmap(struct file *file, struct vm_area_struct *vma);
#elif PREMAP_API >= 619
int __compat_vma_mmap(const struct file_operations *f_op, struct file *file,
		      struct vm_area_struct *vma);
int compat_vma_mmap(struct file *file, struct vm_area_struct *vma);
#elif PREMAP_API >= 618
int __compat_vma_mmap_prepare(const struct file_operations *f_op,
			      struct file *file, struct vm_area_struct *vma);
int compat_vma_mmap_prepare(struct file *file, struct vm_area_struct *vma);
#elif PREMAP_API >= 616
int compat_vma_mmap_prepare(struct file *file, struct vm_area_struct *vma);
#endif
#if PREMAP_API == 616
bool file_has_valid_mmap_hooks(struct file *file);
#endif

#endif
