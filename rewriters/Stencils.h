// Spellings of the descriptor's world for one target: fields, flags, tests and
// actions as that kernel's headers have them.
#ifndef PREMAP_REWRITERS_STENCILS_H
#define PREMAP_REWRITERS_STENCILS_H

#include "matchers/ApiFeatures.h"
#include "matchers/HandlerBody.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// True if the hook's flags are bits (desc->vma_flags), no word any more.
bool usesFlagBits(const ApiFeatures &Api);

/// The descriptor's member for a VMA's, "" if it has none: vm_pgoff -> pgoff.
/// vm_flags and vm_file are not plain renames and give "".
std::string descField(const std::string &VmaField);

/// "VM_IO" -> "VMA_IO_BIT"; nothing if no bit is known to be called so.
std::optional<std::string> flagBit(const std::string &Flag);

/// "VMA_IO_BIT, VMA_PFNMAP_BIT"; nothing if one flag has no bit.
std::optional<std::string> flagBits(const std::vector<std::string> &Flags);

/// The number of bytes or pages that \p Desc describes, as an expression.
std::string sizeOf(const ApiFeatures &Api, const std::string &Desc);
std::string pagesOf(const ApiFeatures &Api, const std::string &Desc);

/// A test of \p Bits ("VMA_A_BIT, ..") on targets with bits, where \p Count is
/// their number; of the parameter `flags` if \p Desc is empty. Empty if the
/// target cannot express the form.
std::string flagTest(const ApiFeatures &Api, const std::string &Desc,
                     FlagTestForm Form, const std::string &Bits, size_t Count);

} // namespace premap

#endif
