#include "tool/tree/CacheParts.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace premap {

namespace fs = std::filesystem;
using Kind = CachePart::Kind;

/// What the files of \p Path take, links not followed; what goes away in the
/// meantime takes nothing.
static uint64_t sizeOf(const fs::path &Path) {
  std::error_code EC;
  const fs::file_status Status = fs::symlink_status(Path, EC);
  if (fs::is_regular_file(Status)) {
    uint64_t Size = fs::file_size(Path, EC);
    return EC ? 0 : Size;
  }
  uint64_t Sum = 0;
  if (!fs::is_directory(Status))
    return Sum;
  for (fs::recursive_directory_iterator
           At(Path, fs::directory_options::skip_permission_denied, EC),
       End;
       !EC && At != End; At.increment(EC)) {
    std::error_code Gone;
    if (!At->is_regular_file(Gone) || At->is_symlink(Gone))
      continue;
    uint64_t Size = At->file_size(Gone);
    Sum += Gone ? 0 : Size;
  }
  return Sum;
}

static Kind kindOf(llvm::StringRef Name) {
  if (Name == "results")
    return Kind::Results;
  if (Name == "apt" || Name.starts_with("linux-source-"))
    return Kind::Kernel;
  return Kind::Other;
}

llvm::Expected<std::vector<CachePart>> cacheParts(llvm::StringRef Root) {
  std::vector<CachePart> Parts;
  std::error_code EC;
  auto add = [&](const fs::path &Path, Kind What) {
    Parts.push_back(
        {What, Path.lexically_relative(Root.str()).string(), sizeOf(Path)});
  };
  for (const fs::directory_entry &Entry :
       fs::directory_iterator(Root.str(), EC)) {
    const std::string Name = Entry.path().filename();
    std::error_code Ignored;
    // Each tree's own; a link in their place is somebody else's.
    if (Name == "trees" && !Entry.is_symlink(Ignored)) {
      for (const fs::directory_entry &Tree :
           fs::directory_iterator(Entry.path(), Ignored))
        add(Tree.path(), Kind::Tree);
      continue;
    }
    // Locks.
    if (!Name.starts_with("."))
      add(Entry.path(), kindOf(Name));
  }
  if (EC && EC != std::errc::no_such_file_or_directory)
    return llvm::createStringError(EC, "cannot read " + Root.str() + ": " +
                                           EC.message());
  std::sort(
      Parts.begin(), Parts.end(),
      [](const CachePart &A, const CachePart &B) { return A.Path < B.Path; });
  return Parts;
}

llvm::Error removePart(llvm::StringRef Root, const CachePart &Part) {
  std::error_code EC;
  fs::remove_all(fs::path(Root.str()) / Part.Path, EC);
  if (!EC)
    return llvm::Error::success();
  return llvm::createStringError(EC, "cannot remove " + Root.str() + "/" +
                                         Part.Path + ": " + EC.message());
}

std::string sizeText(uint64_t Bytes) {
  std::string Text;
  llvm::raw_string_ostream(Text)
      << llvm::format("%.1f MB", static_cast<double>(Bytes) / 1e6);
  return Text;
}

} // namespace premap
