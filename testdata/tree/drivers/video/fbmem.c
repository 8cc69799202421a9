// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frame buffers: the driver's hook under the driver's lock.
 */
#include <linux/fb.h>
#include <linux/mm.h>
#include <linux/module.h>

static DEFINE_MUTEX(fb_lock);

static int fb_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct fb_info *info = file->private_data;
	int res;

	mutex_lock(&fb_lock);
	if (info->fbops->fb_mmap) {
		res = info->fbops->fb_mmap(info, vma);
		mutex_unlock(&fb_lock);
		return res;
	}
	vma->vm_page_prot = pgprot_decrypted(vma->vm_page_prot);
	mutex_unlock(&fb_lock);

	return vm_iomap_memory(vma, info->smem_start, info->smem_len);
}

static const struct file_operations fb_fops = {
	.owner = THIS_MODULE,
	.mmap = fb_mmap,
};

static int __init fbmem_init(void)
{
	return register_chrdev(29, "fb", &fb_fops);
}
module_init(fbmem_init);

MODULE_LICENSE("GPL");
