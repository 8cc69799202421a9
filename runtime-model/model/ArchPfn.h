// The architectures' hooks into the I/O remap: which page frame a driver's
// number means, and which protection bits come with it.
#ifndef PREMAP_MODEL_ARCHPFN_H
#define PREMAP_MODEL_ARCHPFN_H

#include "model/Scenario.h"

namespace premap::model {

/// io_remap_pfn_range_pfn(), the form that landed: one function per arch.
/// \param Pfn what the driver passed; \param Size bytes to map;
/// \param PageShift log2 of the page size.
/// \returns the PFN that goes into the page table.
std::uint64_t ioRemapPfnRangePfn(Arch A, std::uint64_t Pfn, std::uint64_t Size,
                                 unsigned PageShift);

/// The form of the September 2025 series, version 3: every arch brings its own
/// prepare and complete functions, each of which cooks the PFN anew.
struct SeriesPfn {
  std::uint64_t Prepared;  ///< what io_remap_pfn_range_prepare() works with
  std::uint64_t Completed; ///< what io_remap_pfn_range_complete() maps
  bool Decrypted;          ///< whether complete applies pgprot_decrypted()
};
SeriesPfn ioRemapPfnRangeV3(Arch A, std::uint64_t Pfn, std::uint64_t Size,
                            unsigned PageShift);

/// Whether pgprot_decrypted() changes anything (memory encryption exists).
bool hasEncryptedMemory(Arch A);

} // namespace premap::model

#endif
