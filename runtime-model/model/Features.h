// What differs between the modelled releases of the mmap pipeline. A pipeline
// is one of these tables; there is no code for a release as such.
#ifndef PREMAP_MODEL_FEATURES_H
#define PREMAP_MODEL_FEATURES_H

#include "model/Flags.h"
#include "model/Pipeline.h"

namespace premap::model {

/// Which hook of the file's f_op the core calls.
enum class HookKind {
  Legacy,  ///< .mmap
  Prepare, ///< .mmap_prepare
  Compat,  ///< .mmap of a stacked file, which hands its VMA to an inner
           ///< file's .mmap_prepare (compat_vma_mmap())
};

/// What the driver can have done after its hook returned.
enum class LaterWork {
  None,
  Actions,  ///< desc->action
  Finish,   ///< a second hook that gets the descriptor, and the VMA through it
  Complete, ///< a second hook that gets the VMA, and a third one for errors
};

/// How the core treats the reference to a file that the hook installed.
enum class SwappedFile {
  TakesOneMore,     ///< get_file() on top of the hook's: a leak
  Consumes,         ///< takes over the hook's, loses it on errors
  ConsumesAndDrops, ///< takes over the hook's, drops it on errors
};

struct Features {
  HookKind Hook = HookKind::Legacy;
  LaterWork Later = LaterWork::None;

  // Names of the steps, NULL where the code is not a function of its own.
  const char *SetupStep = nullptr; ///< 6.12: part of __mmap_region()
  const char *LegacyCall = "call_mmap";
  const char *PrepareCall = nullptr; ///< vfs_mmap_prepare() since 6.17
  const char *CompatCall = nullptr;

  bool SplitFunctions = true; ///< __mmap_new_vma() and the like exist
  bool SecondMerge = false;   ///< merge again after .mmap changed the flags
  SwappedFile Swapped = SwappedFile::TakesOneMore;

  /// x86 keeps one struct pfnmap_track_ctx per VMA and refuses a second remap
  /// of all of it.
  bool PfnmapTrackCtx = true;

  // Actions.
  bool IoRemapType = false;    ///< MMAP_IO_REMAP_PFN; v3 had a bool instead
  bool ArchPfnHook = false;    ///< io_remap_pfn_range_pfn(); v3: per arch pairs
  bool CheckedActions = false; ///< mmap_action_prepare() can fail
  bool SimpleIoremap = false;
  bool MapKernelPages = false;
  bool SuccessHook = false, ErrorHook = false, ErrorOverride = false;
  bool SuccessErrorUnmaps = false;  ///< an error of the success hook unmaps
  bool MunmapUnderRmapLock = false; ///< hide_from_rmap is undone too late
  bool HideFromRmap = false;
  bool NommuCompleteFails = true; ///< v3 forgot the error

  bool MappedHook = false;           ///< vm_operations_struct.mapped
  bool NullVmOpsIsAnonymous = false; ///< 7.2: desc.vm_ops starts non-NULL
  /// 7.2: vm_ops and private_data of the hook go to a new VMA only.
  bool MergeKeepsFields = false;

  // Memory charge of a call that fails.
  bool HookErrorReleasesCharge = false; ///< 7.2
  /// 7.3: of the pages too that the mappings in the way had paid for.
  bool ReplacedChargeReleased = false;

  // Merging.
  bool AnonPgoff = false;        ///< 7.3: must continue where pages are COWed
  FlagSet Sticky = VM_SOFTDIRTY; ///< not compared; the merged VMA has them all

  // Page tables.
  /// 7.2: vm_insert_pages() goes on in a PFN mapping, where BUG_ON() was, and
  /// does not see that a range wraps.
  bool LenientInsert = false;
  /// 7.2: remap_pfn_range() refuses parts of COW mappings and sets flags before
  /// it warns of an unaligned address.
  bool RemapPreparesFirst = false;
  /// 7.2: a remap that fails zaps its range where it leaves the VMA too.
  bool RemapZapsOutside = false;

  // The compat path.
  bool CompatOnlyAddsFlags = true; ///< vm_flags_set(), so no flag goes away
  bool CompatUnmaps = true;        ///< do_munmap() of a VMA not in the tree
  bool CompatCopiesVmOps = false;  ///< the desc starts with the VMA's vm_ops
  /// 7.2: the hook runs before __compat_vma_mmap(), which gets the descriptor.
  bool CompatTakesDesc = false;
  /// 7.2: nommu's do_mmap() calls mmap_file() only, which leads to this path.
  bool NommuIsCompat = false;
};

/// \returns the features of \p P; static storage.
const Features &featuresOf(Pipeline P);

} // namespace premap::model

#endif
