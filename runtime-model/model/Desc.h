// struct vm_area_desc and struct mmap_action: what an mmap_prepare hook fills
// in.
#ifndef PREMAP_MODEL_DESC_H
#define PREMAP_MODEL_DESC_H

#include "model/Machine.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace premap::model {

/// enum mmap_action_type.
enum class ActionType {
  Nothing,
  RemapPfn,
  IoRemapPfn,
  SimpleIoRemap,
  MapKernelPages,
};

/// struct mmap_action. Which members count depends on Type.
struct Action {
  ActionType Type = ActionType::Nothing;
  std::uint64_t Start = 0, Pfn = 0, Size = 0; ///< bytes, page frames, bytes
  Pgprot Prot;       ///< desc->page_prot when the helper was called
  bool IsIo = false; ///< v3: remap.is_io_remap
  std::uint64_t Phys = 0, Len = 0; ///< bytes
  const std::vector<std::uint64_t> *Pages = nullptr;
  std::optional<int> SuccessHook, ErrorHook;
  int ErrorOverride = 0;
  bool HideFromRmap = false;
};

/// struct vm_area_desc.
struct Desc {
  std::uint64_t Start = 0, End = 0, Pgoff = 0;
  FileId File = 0, VmFile = 0;
  FlagSet Flags = 0;
  Pgprot PageProt;
  OpsId Ops = NoOps;
  Name PrivateData = 0;
  Action Act;
};

} // namespace premap::model

#endif
