// The table of releases, each told as its difference from the one before.
#include "model/Features.h"

#include <array>

namespace premap::model {

/// mm/mmap.c of 6.12: everything in one function, and a second merge.
static Features legacy612() {
  Features F;
  F.SplitFunctions = false;
  F.SecondMerge = true;
  F.PfnmapTrackCtx = false;
  return F;
}

/// 3c06ee7c24c2 removed the second merge; f8e97613fed2 brought the context.
static Features legacy616() {
  Features F;
  F.SetupStep = "__mmap_prepare";
  return F;
}

/// c84bf6dd2b83: a hook that may only set fields.
static Features prepare616() {
  Features F = legacy616();
  F.Hook = HookKind::Prepare;
  F.PrepareCall = "__call_mmap_prepare";
  F.CompatCall = "compat_vma_mmap_prepare";
  return F;
}

/// 20ca475d9860: vfs_mmap(), vfs_mmap_prepare().
static Features prepare617() {
  Features F = prepare616();
  F.LegacyCall = "vfs_mmap";
  F.PrepareCall = "vfs_mmap_prepare";
  return F;
}

/// af6703838ecb: desc->file and desc->vm_file. Still one reference too many.
static Features prepare618() { return prepare617(); }

/// M5 v3 of September 2025: the first form of actions.
static Features actionsV3() {
  Features F = prepare618();
  F.SetupStep = "__mmap_setup";
  F.Later = LaterWork::Actions;
  F.SuccessHook = F.ErrorHook = true;
  F.NommuCompleteFails = false;
  return F;
}

/// What the review of v3 asked for, ac0a3fc9c07d, and 605f6586ecf7.
static Features prepare619() {
  Features F = actionsV3();
  F.IoRemapType = F.ArchPfnHook = true;
  F.NommuCompleteFails = true;
  F.Swapped = SwappedFile::Consumes;
  F.HideFromRmap = F.MunmapUnderRmapLock = true;
  F.CompatCall = "compat_vma_mmap";
  return F;
}

/// vma_flags_t: the compat path can clear flags.
static Features prepare70() {
  Features F = prepare619();
  F.CompatOnlyAddsFlags = false;
  return F;
}

/// M10, with the fixes of the 7.1 cycle (M13, M15).
static Features prepare71() {
  Features F = prepare70();
  F.CheckedActions = F.SimpleIoremap = F.MapKernelPages = true;
  F.SuccessErrorUnmaps = true;
  F.MunmapUnderRmapLock = false;
  F.MappedHook = true;
  F.Swapped = SwappedFile::ConsumesAndDrops;
  F.CompatUnmaps = false;
  return F;
}

/// 8876dc0780f2, 4f5b8759262e and what was queued with them.
static Features prepare72() {
  Features F = prepare71();
  F.SuccessHook = F.ErrorHook = false;
  F.ErrorOverride = true;
  F.HookErrorReleasesCharge = true;
  F.NullVmOpsIsAnonymous = true;
  F.MergeKeepsFields = true;
  F.Sticky |= VM_MAYBE_GUARD;
  F.LenientInsert = F.RemapPreparesFirst = F.RemapZapsOutside = true;
  F.CompatCopiesVmOps = true;
  F.CompatTakesDesc = F.NommuIsCompat = true;
  return F;
}

/// Anonymous page offsets in all VMAs; the new mapping owns the whole charge.
static Features prepare73() {
  Features F = prepare72();
  F.ReplacedChargeReleased = true;
  F.AnonPgoff = true;
  return F;
}

/// A file that has .mmap, in a release that knows .mmap_prepare.
static Features legacyOf(Features F) {
  F.Hook = HookKind::Legacy;
  F.Later = LaterWork::None;
  F.MappedHook = false; // belongs to the completion of actions
  return F;
}

static Features compatOf(Features F) {
  F.Hook = HookKind::Compat;
  return F;
}

/// P. Falcato, May 2025: mmap_finish(desc) with the VMA behind the descriptor.
static Features mmapFinish() {
  Features F = prepare616();
  F.Later = LaterWork::Finish;
  return F;
}

/// M5 v1, September 2025: mmap_complete() and mmap_abort() with a context.
static Features mmapComplete() {
  Features F = prepare618();
  F.Later = LaterWork::Complete;
  return F;
}

static Features make(Pipeline P) {
  switch (P) {
  case Pipeline::Legacy612:
    return legacy612();
  case Pipeline::Legacy616:
    return legacy616();
  case Pipeline::Legacy72:
    return legacyOf(prepare72());
  case Pipeline::Legacy73:
    return legacyOf(prepare73());
  case Pipeline::Prepare616:
    return prepare616();
  case Pipeline::Prepare617:
    return prepare617();
  case Pipeline::Prepare618:
    return prepare618();
  case Pipeline::Prepare619:
    return prepare619();
  case Pipeline::Prepare70:
    return prepare70();
  case Pipeline::Prepare71:
    return prepare71();
  case Pipeline::Prepare72:
    return prepare72();
  case Pipeline::Prepare73:
    return prepare73();
  case Pipeline::Compat619:
    return compatOf(prepare619());
  case Pipeline::Compat70:
    return compatOf(prepare70());
  case Pipeline::Compat71:
    return compatOf(prepare71());
  case Pipeline::Compat72:
    return compatOf(prepare72());
  case Pipeline::Compat73:
    return compatOf(prepare73());
  case Pipeline::DesignMmapFinish:
    return mmapFinish();
  case Pipeline::DesignMmapComplete:
    return mmapComplete();
  case Pipeline::DesignActionsV3:
    return actionsV3();
  }
  __builtin_unreachable();
}

const Features &featuresOf(Pipeline P) {
  static const auto Table = [] {
    std::array<Features, std::size_t(Pipeline::DesignActionsV3) + 1> T;
    for (std::size_t I = 0; I < T.size(); ++I)
      T[I] = make(Pipeline(I));
    return T;
  }();
  return Table[std::size_t(P)];
}

} // namespace premap::model
