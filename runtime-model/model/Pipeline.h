// The mmap pipelines that are modelled.
#ifndef PREMAP_MODEL_PIPELINE_H
#define PREMAP_MODEL_PIPELINE_H

namespace premap::model {

/// Which code path of which kernel handles the mmap call.
enum class Pipeline {
  Legacy612,  ///< f_op->mmap, two merge attempts
  Legacy616,  ///< f_op->mmap, one merge attempt
  Legacy72,   ///< fewer BUG_ON(), remaps that fail zap all of their range
  Legacy73,   ///< anonymous page offsets, charge given back on errors
  Prepare616, ///< f_op->mmap_prepare that may only set fields
  Prepare617, ///< the same with vfs_mmap_prepare()
  Prepare618, ///< desc->file and desc->vm_file are two fields
  Prepare619, ///< actions, success and error hooks
  Prepare70,  ///< vma_flags_t only
  Prepare71,  ///< vm_ops->mapped, checked actions, unmap on any error
  Prepare72,  ///< error_override instead of the hooks, fields kept on a merge
  Prepare73,  ///< anonymous page offsets, charge given back on errors
  Compat619,  ///< a legacy hook passes an mmap_prepare file its VMA
  Compat70,
  Compat71,
  Compat72,
  Compat73,
  DesignMmapFinish,   ///< proposal of May 2025
  DesignMmapComplete, ///< proposal of September 2025, version 1
  DesignActionsV3,    ///< the same series, version 3
};

} // namespace premap::model

#endif
