#include "tool/tree/Kbuild.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

using llvm::StringRef;

namespace premap {

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
  // under make, or in a shell that is set up for a cross build.
  P.Environment = {"LC_ALL=C",          "MAKEFLAGS",      "MFLAGS",
                   "MAKELEVEL",         "MAKEOVERRIDES",  "CROSS_COMPILE",
                   "KBUILD_OUTPUT",     "KBUILD_VERBOSE", "KBUILD_EXTMOD",
                   "SUBARCH",           "LLVM_IAS",       "KCONFIG_CONFIG",
                   "KCONFIG_ALLCONFIG", "KCFLAGS",        "KCPPFLAGS"};
  P.OutputFile = std::move(OutputFile);
  return runProcess(P);
}

bool kbuildHasClangTarget(const KernelTree &Tree, StringRef SourceArch) {
  const std::string Prefix = "CLANG_TARGET_FLAGS_";
  auto Text =
      llvm::MemoryBuffer::getFile(Tree.absolute("scripts/Makefile.clang"));
  return !Text || !(*Text)->getBuffer().contains(Prefix) ||
         (*Text)->getBuffer().contains(Prefix + SourceArch.str());
}

/// "make[2]: *** [..] Error 1", "make: Entering ..": make about itself.
static bool isBookkeeping(StringRef Line) {
  if (!Line.starts_with("make"))
    return false;
  return Line.contains("Error ") || Line.contains("directory") ||
         Line.contains("Waiting for unfinished jobs") ||
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
