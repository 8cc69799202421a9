#include "tool/tree/DriverCheck.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <vector>

using namespace clang;

namespace premap {

static bool tryFlags(llvm::ArrayRef<std::string> Flags) {
  std::vector<const char *> Arguments{"clang", "-fsyntax-only"};
  for (const std::string &Flag : Flags)
    Arguments.push_back(Flag.c_str());
  Arguments.insert(Arguments.end(), {"-xc", "/dev/null"});

  auto FileSystem = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  FileSystem->addFile("/dev/null", 0, llvm::MemoryBuffer::getMemBuffer(""));
  DiagnosticOptions DiagnosticOptions;
  IgnoringDiagConsumer Ignore;
  auto Diagnostics = CompilerInstance::createDiagnostics(
      *FileSystem, DiagnosticOptions, &Ignore, /*ShouldOwnClient=*/false);
  CreateInvocationOptions Options;
  Options.Diags = Diagnostics;
  Options.VFS = FileSystem;
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, std::move(Options));
  if (!Invocation || Diagnostics->hasErrorOccurred())
    return false;
  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(FileSystem);
  CI.createDiagnostics(&Ignore, /*ShouldOwnClient=*/false);
  return CI.createTarget() && !CI.getDiagnostics().hasErrorOccurred();
}

bool driverAccepts(llvm::ArrayRef<std::string> Flags) {
  static std::map<std::vector<std::string>, bool> Known;
  auto [Entry, IsNew] = Known.try_emplace(Flags.vec(), false);
  if (IsNew)
    Entry->second = tryFlags(Flags);
  return Entry->second;
}

} // namespace premap
