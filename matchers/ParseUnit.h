// Parses one translation unit of the kernel, header function bodies skipped,
// and hands its AST to a callback.
#ifndef PREMAP_MATCHERS_PARSEUNIT_H
#define PREMAP_MATCHERS_PARSEUNIT_H

#include "guard/FilesSeen.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class CompilerInstance;
class SourceLocation;
class SourceManager;
} // namespace clang

namespace premap {

/// One compile command, translated for this Clang (tool/CompileFlags).
struct CompileCommand {
  std::string Directory; ///< absolute
  std::string File;      ///< absolute
  std::vector<std::string>
      Arguments;    ///< driver arguments without argv[0], -c, -o
  std::string Arch; ///< Kbuild's name: x86_64, arm64, ...
  /// Made up for a file that no configuration compiles: errors are expected,
  /// and a header that is not there must not end the parse.
  bool BestEffort = false;
  /// What the parse may open files of, besides the compiler's own headers: the
  /// tree and the build folder; none means Directory.
  std::vector<std::string> Folders = {};
};

/// Texts that stand for files, by absolute path (in-memory overlay).
using VirtualFiles = std::map<std::string, std::string>;

struct Diagnostic {
  std::string Path; ///< absolute
  unsigned Line = 0;
  bool IsError = false;
  std::string Message;
  bool operator==(const Diagnostic &) const = default;
};

struct ParseOutcome {
  bool Ran = false;       ///< Clang got as far as the end of the file
  bool HasErrors = false; ///< uncompilable errors; -Werror does not count
  std::vector<Diagnostic> Diagnostics;
};

/// Parses \p Command with \p Overlay on top of the files of its folders and
/// calls \p OnAst once if an AST exists, also after errors. Skips bodies of
/// functions that are in headers; a `.c` file that the main file includes is no
/// header. Calls \p OnStart, if any, when the preprocessor exists and has read
/// nothing. Adds to \p Seen, if any, what it looked for on the disk. Never
/// throws; a missing file is a diagnostic.
ParseOutcome
parseUnit(const CompileCommand &Command, const VirtualFiles &Overlay,
          llvm::function_ref<void(clang::CompilerInstance &)> OnAst,
          bool KeepWarnings = false,
          llvm::function_ref<void(clang::CompilerInstance &)> OnStart = {},
          FilesSeen *Seen = nullptr);

/// Whether \p Location stands, after macros are undone, in the main file or in
/// a file that it includes and that is no header (`#include "part.c"`).
bool isInUnitBody(clang::SourceLocation Location,
                  const clang::SourceManager &Sources);

} // namespace premap

#endif
