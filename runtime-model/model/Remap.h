// mm/memory.c: putting PFNs and pages into page tables.
#ifndef PREMAP_MODEL_REMAP_H
#define PREMAP_MODEL_REMAP_H

#include "model/Desc.h"

namespace premap::model {

// What a legacy hook calls with its VMA. Addresses and sizes in bytes.
// All return 0 or -errno.
int remapPfnRange(Machine &M, VmaId Id, std::uint64_t Addr, std::uint64_t Pfn,
                  std::uint64_t Size, Pgprot Prot);
int ioRemapPfnRange(Machine &M, VmaId Id, std::uint64_t Addr, std::uint64_t Pfn,
                    std::uint64_t Size, Pgprot Prot);
int vmIomapMemory(Machine &M, VmaId Id, std::uint64_t Phys, std::uint64_t Len);
int vmInsertPages(Machine &M, VmaId Id, std::uint64_t Addr,
                  const std::vector<std::uint64_t> &Pages);

/// range_in_vma_desc(): as in the kernel, a range that wraps around the end of
/// the address space is inside if only it starts above the mapping's start.
constexpr bool rangeInVmaDesc(const Desc &D, std::uint64_t Start,
                              std::uint64_t End) {
  return D.Start <= Start && End <= D.End;
}

/// remap_pfn_range_prepare(): flags, and the PFN as pgoff of a COW mapping.
/// \returns 0, or -errno where actions are checked.
int remapPfnRangePrepare(Machine &M, Desc &D, std::uint64_t Start,
                         std::uint64_t Pfn, std::uint64_t Size);

/// remap_pfn_range_complete(): the page tables, the VMA stays as it is.
int remapPfnRangeComplete(Machine &M, VmaId Id, std::uint64_t Addr,
                          std::uint64_t Pfn, std::uint64_t Size, Pgprot Prot);

/// insert_pages() of map_kernel_pages_complete() and vm_insert_pages().
int insertPages(Machine &M, VmaId Id, std::uint64_t Addr,
                const std::vector<std::uint64_t> &Pages, Pgprot Prot);

/// The range arithmetic of vm_iomap_memory() and simple_ioremap_prepare().
/// \param VmPgoff pages, \param VmLen bytes. \returns 0 or -EINVAL.
int iomapPfn(const Machine &M, std::uint64_t Phys, std::uint64_t Len,
             std::uint64_t VmPgoff, std::uint64_t VmLen, std::uint64_t &Pfn);

/// pgprot_decrypted().
Pgprot pgprotDecrypted(const Machine &M, Pgprot Prot);

/// The page frame that an I/O remap maps on this arch.
std::uint64_t ioPfn(const Machine &M, std::uint64_t Pfn, std::uint64_t Size);

} // namespace premap::model

#endif
