// Turns a kernel compile command, gcc's or Clang's, into one that the Clang we
// are linked with parses to the same meaning.
#ifndef PREMAP_TOOL_TREE_COMPILEFLAGS_H
#define PREMAP_TOOL_TREE_COMPILEFLAGS_H

#include "matchers/ParseUnit.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

struct TranslatedCommand {
  CompileCommand Command; ///< the file is the last argument
  /// What was left out and may interest a person: flags that Clang does not
  /// know or that a parse does not need. Flags for the build's sake (-o, -MMD,
  /// -Werror) are not listed.
  std::vector<std::string> Unknown;
};

/// Translates \p Argv, the compiler and its arguments as the kernel's build
/// calls it in \p Directory (absolute) for \p File.
///
/// Kept is what decides how the text is read, by a list of what may: macros,
/// include paths, language, target, warnings (as warnings). All else is left
/// out, as a database may come from a stranger: outputs, -Werror, sanitizers,
/// coverage, tracing, hardening, plugins, layout randomisation, debug
/// information, link-time optimisation and what Clang does not know.
/// If no flag names the target, the compiler's name does
/// (aarch64-linux-gnu-gcc), else the architecture whose headers are included.
///
/// \p Arch is Kbuild's name of the architecture; if empty, it is taken from the
/// include paths, "" if they name none.
TranslatedCommand translateCommand(llvm::StringRef Directory,
                                   llvm::StringRef File,
                                   const std::vector<std::string> &Argv,
                                   llvm::StringRef Arch);

/// The folder below arch/ of Kbuild's architecture \p Arch: x86 for x86_64.
std::string sourceArch(llvm::StringRef Arch);

/// The triple that Kbuild, or else this Clang, has for the folder \p SourceArch
/// below arch/; "" if Clang knows none.
llvm::StringRef targetOf(llvm::StringRef SourceArch);

/// True if \p Word is a C compiler's name: gcc-12, /usr/bin/clang-22,
/// powerpc64-linux-gnu-gcc.
bool isCompilerName(llvm::StringRef Word);

/// True if \p Word is a program that runs the compiler after it: ccache.
bool isCompilerWrapper(llvm::StringRef Word);

} // namespace premap

#endif
