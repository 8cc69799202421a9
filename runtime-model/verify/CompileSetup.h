// What Clang gets to compile one text of a unit: cleaned arguments, and the
// given texts on top of the file system.
#ifndef PREMAP_VERIFY_COMPILESETUP_H
#define PREMAP_VERIFY_COMPILESETUP_H

#include "guard/GuardedFiles.h"
#include "verify/IrCompile.h"
#include "verify/VerifyInput.h"

#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"

#include <memory>
#include <string>

namespace clang {
class CompilerInvocation;
}

namespace premap::verify {

/// Keeps the first error, "path:line: message".
class FirstError : public clang::DiagnosticConsumer {
public:
  explicit FirstError(const GuardedFiles &Files) : Files(Files) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;
  std::string Text;

private:
  const GuardedFiles &Files;
};

/// \p Path without "." and "..".
std::string withoutDots(const std::string &Path);

/// A global by which a module tells the value of the constant \p Name.
std::string constantText(const std::string &Name);

struct CompileSetup {
  llvm::IntrusiveRefCntPtr<GuardedFiles> Readable; ///< below the given texts
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
  std::shared_ptr<clang::CompilerInvocation> Invocation;
  std::string MainFile; ///< absolute, without dots
  FileTexts Texts; ///< what is on top, by path without dots; the main file with
                   ///< the constants that the module is asked for
  std::string Error; ///< empty if the rest is set

  CompileSetup(const Unit &U, const FileTexts &Given, Constants Asked);
  CompileSetup(const CompileSetup &) = delete;
};

} // namespace premap::verify

#endif
