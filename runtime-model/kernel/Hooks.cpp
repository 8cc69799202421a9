#include "kernel/Hooks.h"

namespace premap::kernel {

static constexpr Hook Rows[] = {
    {HookRole::File, "file_operations", "mmap", "linux/fs.h", "mmap_prepare",
     "mm/vma.c mm/nommu.c"},
    {HookRole::Inner, "v4l2_file_operations", "mmap", "media/v4l2-dev.h", "",
     "drivers/media/v4l2-core/v4l2-dev.c"},
    {HookRole::Inner, "vb2_mem_ops", "mmap", "media/videobuf2-core.h", "",
     "drivers/media/common/videobuf2/videobuf2-core.c"},
    {HookRole::Inner, "proto_ops", "mmap", "linux/net.h", "", "net/socket.c"},
    {HookRole::Inner, "dma_buf_ops", "mmap", "linux/dma-buf.h", "",
     "drivers/dma-buf/dma-buf.c"},
    {HookRole::Inner, "drm_gem_object_funcs", "mmap", "drm/drm_gem.h", "",
     "drivers/gpu/drm/drm_gem.c drivers/gpu/drm/drm_prime.c"},
    {HookRole::Inner, "vfio_device_ops", "mmap", "linux/vfio.h", "",
     "drivers/vfio/vfio_main.c"},
    {HookRole::Inner, "vfio_pci_regops", "mmap", "linux/vfio_pci_core.h", "",
     "drivers/vfio/pci/vfio_pci_core.c"},
    {HookRole::Inner, "ib_device_ops", "mmap", "rdma/ib_verbs.h", "",
     "drivers/infiniband/core/uverbs_main.c"},
    {HookRole::Inner, "rvt_driver_provided", "mmap", "rdma/rdma_vt.h", "",
     "drivers/infiniband/sw/rdmavt/mmap.c"},
    {HookRole::Inner, "kernfs_ops", "mmap", "linux/kernfs.h", "",
     "fs/kernfs/file.c"},
    {HookRole::Inner, "bin_attribute", "mmap", "linux/sysfs.h", "",
     "fs/sysfs/file.c"},
    {HookRole::Inner, "proc_ops", "proc_mmap", "linux/proc_fs.h", "",
     "fs/proc/inode.c"},
    {HookRole::Inner, "snd_info_entry_ops", "mmap", "sound/info.h", "",
     "sound/core/info.c"},
    {HookRole::Inner, "fb_ops", "fb_mmap", "linux/fb.h", "",
     "drivers/video/fbdev/core/fb_chrdev.c"},
    {HookRole::Inner, "intel_display_bo_interface", "fb_mmap",
     "drm/intel/display_parent_interface.h", "",
     "drivers/gpu/drm/i915/display/intel_bo.c"},
    {HookRole::Inner, "lcd_ctrl", "mmap", "drivers/video/fbdev/omap/omapfb.h",
     "", "drivers/video/fbdev/omap/omapfb_main.c"},
    {HookRole::Inner, "snd_pcm_ops", "mmap", "sound/pcm.h", "",
     "sound/core/pcm_native.c"},
    {HookRole::Inner, "snd_soc_component_driver", "mmap",
     "sound/soc-component.h", "", "sound/soc/soc-component.c"},
    {HookRole::Inner, "snd_compress_ops", "mmap", "sound/soc-component.h", "",
     ""},
    {HookRole::Inner, "snd_compr_ops", "mmap", "sound/compress_driver.h", "",
     ""},
    {HookRole::Inner, "snd_hwdep_ops", "mmap", "sound/hwdep.h", "",
     "sound/core/hwdep.c"},
    {HookRole::Inner, "snd_malloc_ops", "mmap", "sound/core/memalloc.c", "",
     "sound/core/memalloc.c"},
    {HookRole::Inner, "dma_map_ops", "mmap", "linux/dma-map-ops.h", "",
     "kernel/dma/mapping.c"},
    {HookRole::Inner, "uio_info", "mmap", "linux/uio_driver.h", "mmap_prepare",
     "drivers/uio/uio.c"},
    {HookRole::Inner, "vmbus_channel", "mmap_ring_buffer", "linux/hyperv.h",
     "mmap_prepare_ring_buffer", "drivers/hv/vmbus_drv.c"},
    {HookRole::Inner, "uacce_ops", "mmap", "linux/uacce.h", "",
     "drivers/misc/uacce/uacce.c"},
    {HookRole::Inner, "kvm_device_ops", "mmap", "linux/kvm_host.h", "",
     "virt/kvm/kvm_main.c"},
    {HookRole::Inner, "bpf_map_ops", "map_mmap", "linux/bpf.h", "",
     "kernel/bpf/syscall.c"},
    {HookRole::Inner, "etnaviv_gem_ops", "mmap",
     "drivers/gpu/drm/etnaviv/etnaviv_gem.h", "",
     "drivers/gpu/drm/etnaviv/etnaviv_gem.c"},
    {HookRole::Inner, "amdxdna_dev_ops", "mmap",
     "drivers/accel/amdxdna/amdxdna_pci_drv.h", "",
     "drivers/accel/amdxdna/amdxdna_pci_drv.c"},
    {HookRole::Inner, "hl_asic_funcs", "mmap",
     "drivers/accel/habanalabs/common/habanalabs.h", "",
     "drivers/accel/habanalabs/common/command_buffer.c"},
    {HookRole::Inner, "hl_asic_funcs", "hw_block_mmap",
     "drivers/accel/habanalabs/common/habanalabs.h", "",
     "drivers/accel/habanalabs/common/memory.c"},
    {HookRole::Inner, "hl_mmap_mem_buf_behavior", "mmap",
     "drivers/accel/habanalabs/common/habanalabs.h", "",
     "drivers/accel/habanalabs/common/memory_mgr.c"},
};

std::span<const Hook> hooks() { return Rows; }

const Hook *hookNamed(std::string_view Record, std::string_view Field) {
  for (const Hook &H : Rows)
    if (H.Record == Record &&
        (H.Field == Field || (!H.Prepare.empty() && H.Prepare == Field)))
      return &H;
  return nullptr;
}

std::string prepareForm(std::string_view Field) {
  constexpr std::string_view Word = "mmap";
  size_t At = Field.find(Word);
  size_t Behind = At == Field.npos ? Field.size() : At + Word.size();
  return std::string(Field.substr(0, Behind)) + "_prepare" +
         std::string(Field.substr(Behind));
}

bool isPrepareForm(std::string_view Field) {
  return Field.find(prepareForm("mmap")) != Field.npos;
}

bool mayTakeAnyOffset(std::string_view Record) {
  return Record == "file_operations" || Record.starts_with("drm_");
}

std::string_view givenBackByCaller(std::string_view Record,
                                   std::string_view Field) {
  // drm_gem_mmap_obj() puts the reference that it took for the VMA.
  if (Record == "drm_gem_object_funcs" && Field == "mmap")
    return "drm_gem_object_put drm_gem_object_put_unlocked drm_gem_vm_close";
  return "";
}

} // namespace premap::kernel
