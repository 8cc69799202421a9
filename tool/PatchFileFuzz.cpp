// libFuzzer: no patch and no mailbox crashes premap, leaves the tree, or
// changes a file of it.
#include "tool/PatchFile.h"
#include "tool/tree/TemporaryFolder.h"

#include "guard/VisibleText.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

using namespace premap;
namespace fs = std::filesystem;

/// All names and texts below \p Folder.
static std::string all(const std::string &Folder) {
  std::set<std::string> Parts;
  for (const auto &Entry : fs::recursive_directory_iterator(Folder)) {
    std::ifstream In;
    if (Entry.is_regular_file())
      In.open(Entry.path(), std::ios::binary);
    Parts.insert(Entry.path().string() +
                 std::string(std::istreambuf_iterator<char>(In), {}));
  }
  std::string Text;
  for (const std::string &Part : Parts)
    Text += Part;
  return Text;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  static TemporaryFolder Folder;
  static const KernelTree Tree = [] {
    for (const char *Sample : {"/tree", "/patches/tree"})
      fs::copy(PREMAP_TESTDATA + std::string(Sample), Folder.path("tree"),
               fs::copy_options::recursive |
                   fs::copy_options::overwrite_existing);
    return llvm::cantFail(KernelTree::open(Folder.path("tree")));
  }();
  static const std::string Before = all(Folder.path());
  const std::string Patch = Folder.path("patch");
  std::ofstream(Patch, std::ios::binary)
      .write(reinterpret_cast<const char *>(Data), std::streamsize(Size));
  llvm::Expected<FileChanges> Changes = applyPatchFile(Tree, Patch);
  if (Changes)
    for (const auto &[Path, Change] : *Changes)
      if (Change.Old == Change.New || visibleName(Path) != Path ||
          !Tree.relative(Tree.absolute(Path), "/"))
        std::abort();
  if (!Changes && llvm::toString(Changes.takeError()).empty())
    std::abort();
  fs::remove(Patch);
  if (all(Folder.path()) != Before)
    std::abort();
  return 0;
}
