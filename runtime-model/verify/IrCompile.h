// Compiles one text of a translation unit to LLVM IR, in-process, with the
// bodies of header functions skipped so that kernel helpers stay named calls.
#ifndef PREMAP_VERIFY_IRCOMPILE_H
#define PREMAP_VERIFY_IRCOMPILE_H

#include "verify/CompiledUnit.h"
#include "verify/VerifyInput.h"

#include <set>
#include <string>

namespace premap::verify {

/// What __builtin_constant_p() says of what the text leaves open.
enum class Constants {
  No,    ///< no
  Asked, ///< it is a question to who runs the code, as in an optimizing
         ///< compiler
};

class SharedHeaders;

/// Never throws; a missing file or a compile error is in Error.
/// \p Keep: header functions whose bodies are not skipped, besides those that
/// get a vma, a desc or a flag set. \p Changed: headers that are not the same
/// in the other text, absolute and without dots; if there are any,
/// CompiledUnit::Names and InactiveOfHeaders are collected.
/// \p Asked: what becomes of __builtin_constant_p(). \p Shared may be null; it
/// is of no use if headers have changed.
CompiledUnit compileUnit(const Unit &U, const FileTexts &Files,
                         const std::set<std::string> &Keep = {},
                         const std::set<std::string> &Changed = {},
                         Constants Asked = Constants::No,
                         SharedHeaders *Shared = nullptr);

} // namespace premap::verify

#endif
