#include "tool/tree/Kbuild.h"

#include "tool/tree/Sandbox.h"

#include "llvm/ADT/StringRef.h"

using llvm::StringRef;

namespace premap {

const std::vector<std::string> &kbuildEnvironment() {
  static const std::vector<std::string> Names{"PATH",
                                              "HOME",
                                              "TMPDIR",
                                              "LD_LIBRARY_PATH",
                                              "PKG_CONFIG_PATH",
                                              "PKG_CONFIG_LIBDIR"};
  return Names;
}

llvm::Expected<ProcessResult>
Kbuild::make(llvm::ArrayRef<std::string> MakeWords,
             std::string OutputFile) const {
  Process P;
  P.Argv = {"make",         "-C",      Tree.root(), "O=" + OutputFolder,
            "ARCH=" + Arch, "LLVM=-22"};
  // allmodconfig sets WERROR; a warning of this Clang about the headers that
  // `prepare` compiles is no reason to stop.
  P.Argv.push_back("KCFLAGS=-Wno-error");
  P.Argv.insert(P.Argv.end(), MakeWords.begin(), MakeWords.end());
  // Of the caller's environment nothing may steer make: premap may itself run
  // under make, or in a shell that is set up for a cross build. Nor do the
  // makefiles of a stranger need to know what else is there.
  P.Keep = kbuildEnvironment();
  P.Environment = {"LC_ALL=C"};
  if (Sandboxed) {
    std::vector<std::string> Words = sandboxWords(Tree.root(), OutputFolder);
    P.Argv.insert(P.Argv.begin(), Words.begin(), Words.end());
  }
  P.OutputFile = std::move(OutputFile);
  return runProcess(P);
}

bool kbuildHasClangTarget(const KernelTree &Tree, StringRef SourceArch) {
  const std::string Prefix = "CLANG_TARGET_FLAGS_";
  llvm::ErrorOr<std::string> Text = Tree.read("scripts/Makefile.clang");
  return !Text || !StringRef(*Text).contains(Prefix) ||
         StringRef(*Text).contains(Prefix + SourceArch.str());
}

/// "make[2]: *** [..] Error 1", "make: Entering ..": make about itself.
static bool isBookkeeping(StringRef Line) {
  if (!Line.starts_with("make"))
    return false;
  return Line.contains("Error ") || Line.contains("directory") ||
         Line.contains("Waiting for unfinished jobs") ||
         Line.contains("Deleting file") ||
         Line.contains("not remade because of errors");
}

std::string firstMakeError(StringRef StandardError) {
  std::string Fallback;
  while (!StandardError.empty()) {
    StringRef Line;
    std::tie(Line, StandardError) = StandardError.split('\n');
    StringRef Text = Line.trim();
    if (Text.consume_front("***"))
      Text = Text.ltrim("* \t");
    if (Text.empty() || isBookkeeping(Text))
      continue;
    bool SaysError = Line.contains("error") || Line.contains("Error") ||
                     Line.contains("***") || Line.contains("No rule to make");
    if (SaysError)
      return Text.str();
    if (Fallback.empty())
      Fallback = Text.str();
  }
  return Fallback;
}

} // namespace premap
