#include "tool/tree/TemporaryFolder.h"

#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstdlib>
#include <utility>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

static llvm::Error cannot(StringRef Verb, StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC, "cannot " + Verb + " '" + Path +
                                         "': " + EC.message());
}

TemporaryFolder::TemporaryFolder(std::string Path,
                                 std::unique_ptr<InterruptGuard> Guard)
    : Path(std::move(Path)), Guard(std::move(Guard)) {}

TemporaryFolder::TemporaryFolder() {
  llvm::Expected<TemporaryFolder> New = create();
  if (!New)
    llvm::report_fatal_error(New.takeError(), /*gen_crash_diag=*/false);
  Path = std::exchange(New->Path, "");
}

llvm::Expected<TemporaryFolder> TemporaryFolder::make(std::string Template) {
  // First: a signal just behind mkdtemp() must find the destructor.
  auto Guard = std::make_unique<InterruptGuard>();
  Template += ".XXXXXX";
  if (!::mkdtemp(Template.data()))
    return cannot("create", Template,
                  std::error_code(errno, std::generic_category()));
  return TemporaryFolder(std::move(Template), std::move(Guard));
}

llvm::Expected<TemporaryFolder> TemporaryFolder::create() {
  llvm::SmallString<128> Place, Real;
  path::system_temp_directory(/*ErasedOnReboot=*/true, Place);
  // A path that is not there stays as it is, for the message.
  StringRef Parent = fs::real_path(Place, Real) ? Place.str() : Real.str();
  return make((Parent + "/premap").str());
}

llvm::Expected<TemporaryFolder> TemporaryFolder::beside(StringRef Sibling) {
  StringRef Parent = path::parent_path(Sibling);
  if (!Parent.empty())
    if (std::error_code EC = fs::create_directories(Parent))
      return cannot("create", Parent, EC);
  return make(Sibling.str());
}

TemporaryFolder::~TemporaryFolder() {
  if (!Path.empty())
    fs::remove_directories(Path, /*IgnoreErrors=*/true);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder &&Other)
    : Path(std::exchange(Other.Path, "")), Guard(std::move(Other.Guard)) {}

std::string TemporaryFolder::path(StringRef Name) const {
  return Name.empty() ? Path : Path + "/" + Name.str();
}

void TemporaryFolder::write(StringRef Name, StringRef Text) const {
  std::string File = path(Name);
  if (std::error_code EC = fs::create_directories(path::parent_path(File)))
    llvm::report_fatal_error(cannot("create", File, EC), false);
  if (llvm::Error E = writeFileAtomically(File, Text))
    llvm::report_fatal_error(std::move(E), false);
}

std::string TemporaryFolder::release() { return std::exchange(Path, ""); }

} // namespace premap
