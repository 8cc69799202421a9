// Spellings of the descriptor's world for one target: fields, flags, tests and
// actions as that kernel's headers have them.
#ifndef PREMAP_FINDINGS_STENCILS_H
#define PREMAP_FINDINGS_STENCILS_H

#include "matchers/ApiFeatures.h"
#include "matchers/HandlerBody.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// Whether the declaration \p Name of featureNames() is there.
bool hasFeature(const ApiFeatures &Api, std::string_view Name);

/// \p Form, of the table of calls, with \p Fill of each `$x` in its place; ""
/// if the target lacks something that the form calls.
std::string callForm(const ApiFeatures &Api, std::string_view Form,
                     llvm::function_ref<std::string(char)> Fill);

/// What a target has for a call about a VMA.
enum class FormState {
  None,    ///< there is no such form
  Lacking, ///< there is, but not on this target
  Usable,
};

/// The form of the call \p Name for a descriptor.
FormState formOf(const ApiFeatures &Api, const std::string &Name);

/// `f(vma->vm_flags)` for those f that have a form for a descriptor whose flags
/// are bits; \p Desc is its name. "" if there is none.
std::string callOnFlags(const ApiFeatures &Api, const std::string &Desc,
                        std::string_view Callee);

/// True if the hook's flags are bits (desc->vma_flags), no word any more.
bool usesFlagBits(const ApiFeatures &Api);

/// The descriptor's member for a VMA's, "" if it has none: vm_pgoff -> pgoff.
/// vm_flags and vm_file are not plain renames and give "".
std::string descField(const std::string &VmaField);

/// "VM_IO" -> "VMA_IO_BIT"; nothing if no bit is known to be called so.
std::optional<std::string> flagBit(const std::string &Flag);

/// "VMA_IO_BIT, VMA_PFNMAP_BIT"; nothing if one flag has no bit.
std::optional<std::string> flagBits(const std::vector<std::string> &Flags);

/// The statement that sets or clears \p Bits ("VMA_A_BIT, .."), without its
/// semicolon; "" if the target has none.
std::string changeFlags(const ApiFeatures &Api, const std::string &Desc,
                        bool Set, const std::string &Bits);

/// Whether \p Mask, an argument of vm_flags_mod(), is spelled as no flag.
bool setsNothing(const std::string &Mask);

/// The number of bytes or pages that \p Desc describes, as an expression.
std::string sizeOf(const ApiFeatures &Api, const std::string &Desc);
std::string pagesOf(const ApiFeatures &Api, const std::string &Desc);

/// A test of \p Bits ("VMA_A_BIT, ..") on targets with bits, where \p Count is
/// their number; of the parameter `flags` if \p Desc is empty. Empty if the
/// target cannot express the form.
std::string flagTest(const ApiFeatures &Api, const std::string &Desc,
                     FlagTestForm Form, const std::string &Bits, size_t Count);

/// `(f & (A | B)) == A` and `!= A` as tests of bits.
struct ExactTest {
  std::string Text;     ///< "" if the target cannot express it
  std::string Operator; ///< between its parts: "&&" or "||"
};

/// \p Test, a comparison of a mask with a part of it.
ExactTest exactTest(const ApiFeatures &Api, const std::string &Desc,
                    const Event &Test);

/// The flags of \p Desc, or of the parameter `flags` if it is empty, as the
/// word that they once were; "" if the target has no such form.
std::string flagsAsWord(const ApiFeatures &Api, const std::string &Desc);

} // namespace premap

#endif
