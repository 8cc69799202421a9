// The declarations of a tree's headers, spelled as the tables of
// runtime-model/kernel spell them: what is compared is their shape.
#ifndef PREMAP_MATCHERS_HEADERSHAPES_H
#define PREMAP_MATCHERS_HEADERSHAPES_H

#include "matchers/ParseUnit.h"

#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace premap {

/// Name -> type, as kernel::Shape has them; only what is declared. A macro with
/// parameters is "#define(a, b)", any other one "#define".
using HeaderShapes = std::map<std::string, std::string, std::less<>>;

/// The unit's functions, macros, enumerators, and members of records.
HeaderShapes shapesOfUnit(clang::CompilerInstance &CI);

/// The values of the unit's enumerators.
std::map<std::string, std::int64_t>
enumeratorsOfUnit(clang::CompilerInstance &CI);

/// Parses linux/fs.h, linux/mm.h and those of \p Headers that the tree has,
/// with the flags of \p AnyCommand, a command of some file of the tree, then
/// the text \p Behind; one of \p Headers that has errors by itself is left out,
/// as of another architecture. Calls \p Read with what Clang made of it. Adds
/// to \p Seen, if any, what was looked for on the disk. An error names what
/// does not parse.
llvm::Error
readHeaders(const CompileCommand &AnyCommand, const VirtualFiles &Overlay,
            const std::vector<std::string> &Headers,
            llvm::function_ref<void(clang::CompilerInstance &)> Read,
            const std::string &Behind = "", FilesSeen *Seen = nullptr);

/// What a hook may use beside them.
const std::vector<std::string> &hookHeaders();

/// Whether \p Found is a declaration of the shape \p Expected of a table.
bool isShape(std::string_view Found, std::string_view Expected);

/// Whether what is written for \p Expected may also call \p Found: the same
/// shape, or a macro that takes as many arguments.
bool canStandFor(std::string_view Found, std::string_view Expected);

} // namespace premap

#endif
