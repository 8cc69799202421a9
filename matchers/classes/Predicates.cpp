#include "matchers/classes/Predicates.h"

#include "kernel/Calls.h"
#include "matchers/BodyTables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using llvm::StringRef;

namespace premap {

std::vector<const HandlerBody *> Evidence::bodies() const {
  std::vector<const HandlerBody *> Result{Reading.Handler};
  for (const FunctionFacts *Helper : Reading.Helpers)
    Result.push_back(&Helper->Body);
  return Result;
}

const HandlerBody *Evidence::bodyOf(StringRef Name) const {
  for (const auto *Functions : {&Reading.Helpers, &Reading.Callees})
    for (const FunctionFacts *Function : *Functions)
      if (Function->Name == Name)
        return &Function->Body;
  return nullptr;
}

bool Evidence::any(llvm::function_ref<bool(const Event &)> Wanted) const {
  for (const HandlerBody *Body : bodies())
    for (const Event &E : Body->Events)
      if (!E.Unevaluated && Wanted(E))
        return true;
  return false;
}

bool Evidence::has(std::initializer_list<EventKind> Kinds) const {
  return any([&](const Event &E) { return llvm::is_contained(Kinds, E.Kind); });
}

bool Evidence::maps(llvm::function_ref<bool(StringRef)> Wanted) const {
  return any([&](const Event &E) {
    return E.Kind == EventKind::Map && Wanted(E.Name);
  });
}

bool Evidence::changesField(StringRef Field) const {
  return any([&](const Event &E) {
    return (E.Kind == EventKind::FieldWrite ||
            E.Kind == EventKind::FieldAddress) &&
           E.Name == Field;
  });
}

bool Evidence::callsFileOperation(const Event &Call) const {
  return Reading.FieldUses &&
         llvm::any_of(*Reading.FieldUses, [&](const FieldUse &Use) {
           return Use.Kind == FieldUseKind::Call &&
                  Use.Type == "file_operations" &&
                  Call.Where.contains(Use.Where);
         });
}

// include/linux/{mm,fs,dma-mapping,pci,hugetlb,backing-file}.h of 6.12 to 7.2.
CallMeaning callMeaning(StringRef Name) {
  if (Name.starts_with("vmf_insert_") || Name.starts_with("vm_insert_") ||
      Name.starts_with("vm_map_pages") ||
      Name.starts_with("remap_vmalloc_range") ||
      Name.starts_with("mmap_action_map_kernel_pages"))
    return CallMeaning::PageInsertion;
  if (Name.starts_with("io_remap_pfn_range") || Name == "vm_iomap_memory" ||
      Name.starts_with("mmap_action_ioremap") ||
      Name == "mmap_action_simple_ioremap")
    return CallMeaning::IoRemap;
  if (Name.starts_with("remap_pfn_range") || Name == "remap_4k_pfn" ||
      Name.starts_with("mmap_action_remap"))
    return CallMeaning::Remap;
  if (Name.starts_with("dma_mmap_") || Name.starts_with("pci_mmap_") ||
      Name == "dma_common_mmap" || Name == "iommu_dma_mmap")
    return CallMeaning::SubsystemMap;
  if (calleeKind(Name) == CalleeKind::Harmless ||
      kernel::isAccessor(kernel::kindOf(Name)) || Name.starts_with("vma_is_") ||
      Name.starts_with("vma_desc_"))
    return CallMeaning::Field;
  return llvm::StringSwitch<CallMeaning>(Name)
      .Cases({"call_mmap", "vfs_mmap", "vfs_mmap_prepare", "__call_mmap",
              "__call_mmap_prepare", "call_mmap_prepare", "backing_file_mmap",
              "compat_vma_mmap", "__compat_vma_mmap", "compat_vma_mmap_prepare",
              "__compat_vma_mmap_prepare"},
             CallMeaning::Stacked)
      .Case("hugetlb_reserve_pages", CallMeaning::PerMappingState)
      .Cases({"vma_set_anonymous",
              "vma_set_page_prot",
              "vma_set_file",
              "shmem_zero_setup",
              "shmem_zero_setup_desc",
              "is_vm_hugetlb_page",
              "vma_kernel_pagesize",
              "vma_mmu_pagesize",
              "vma_pages",
              "vma_get_page_prot",
              "pgprot_modify",
              "phys_mem_access_prot",
              "vma_assert_write_locked",
              "vma_start_write",
              "dump_vma",
              "daxdev_mapping_supported",
              "zap_vma_ptes",
              "zap_page_range_single",
              "linear_page_index",
              "hugetlb_walk",
              "hstate_vma",
              "pci_mmap_fits",
              "p9_debug"},
             CallMeaning::Field)
      .Default(CallMeaning::Other);
}

} // namespace premap
