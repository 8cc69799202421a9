// verdict: equivalent|equivalent_with_differences
// because: the same resource by the other call; the hook stands in no table but is handed to hv_create_ring_sysfs()
// hook: drivers/uio/uio_hv_generic.c:hv_uio_ring_mmap
// in: drivers/uio/uio_hv_generic.c
// line: ret = hv_create_ring_sysfs(new_sc, hv_uio_ring_mmap_prepare); -> ret = hv_create_ring_sysfs(new_sc, hv_uio_ring_mmap);
// line: hv_create_ring_sysfs(channel, hv_uio_ring_mmap_prepare); -> hv_create_ring_sysfs(channel, hv_uio_ring_mmap);
// replace: hv_uio_ring_mmap_prepare
static int hv_uio_ring_mmap(struct vmbus_channel *channel,
			    struct vm_area_struct *vma)
{
	void *ring = page_address(channel->ringbuffer_page);

	if (channel->state != CHANNEL_OPENED_STATE)
		return -ENODEV;
	return vm_iomap_memory(vma, virt_to_phys(ring),
			       channel->ringbuffer_pagecount << PAGE_SHIFT);
}
// in: drivers/hv/hyperv_vmbus.h
// line: int (*hv_mmap_prepare_ring_buffer)(struct vmbus_channel *channel, -> int (*hv_mmap_ring_buffer)(struct vmbus_channel *channel,
// line: struct vm_area_desc *desc)); -> struct vm_area_struct *vma));
