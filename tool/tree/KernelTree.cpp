#include "tool/tree/KernelTree.h"

#include "guard/GuardedFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstdlib>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

static llvm::Error treeError(StringRef Path, const llvm::Twine &What) {
  return llvm::createStringError("'" + Path + "' " + What);
}

static llvm::Error cannotRead(const llvm::Twine &Path, std::error_code EC) {
  return llvm::createStringError(EC,
                                 "cannot read '" + Path + "': " + EC.message());
}

/// The value of `NAME = value` in the top Makefile; none if there is no such
/// line. Kbuild's own assignments stand at the start of a line.
static std::optional<std::string> makeVariable(StringRef Makefile,
                                               StringRef Name) {
  while (!Makefile.empty()) {
    auto [Line, Rest] = Makefile.split('\n');
    Makefile = Rest;
    if (!Line.consume_front(Name))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("="))
      continue;
    return Line.split('#').first.trim().str();
  }
  return std::nullopt;
}

/// The version that the Makefile text states, "" if it is not the kernel's.
static std::string versionOf(StringRef Makefile) {
  std::optional<std::string> Version = makeVariable(Makefile, "VERSION");
  std::optional<std::string> Patch = makeVariable(Makefile, "PATCHLEVEL");
  if (!Version || !Patch || Version->empty() || Patch->empty())
    return "";
  std::string Result = *Version + "." + *Patch;
  std::string Sub = makeVariable(Makefile, "SUBLEVEL").value_or("");
  if (!Sub.empty())
    Result += "." + Sub;
  return Result + makeVariable(Makefile, "EXTRAVERSION").value_or("");
}

llvm::Expected<KernelTree> KernelTree::open(StringRef Path) {
  llvm::SmallString<256> Root;
  if (std::error_code EC = fs::real_path(Path, Root))
    return EC == std::errc::no_such_file_or_directory
               ? treeError(Path, "does not exist")
               : cannotRead(Path, EC);
  if (!fs::is_directory(Root))
    return treeError(Path, "is not a folder");

  llvm::SmallString<256> Makefile(Root);
  path::append(Makefile, "Makefile");
  llvm::ErrorOr<std::string> Text =
      readRegularFile(Makefile.str().str(), Root.str().str());
  if (!Text && Text.getError() != std::errc::no_such_file_or_directory)
    return cannotRead(Makefile, Text.getError());
  std::string Version = Text ? versionOf(*Text) : "";
  if (Version.empty())
    return treeError(Path, "is not a kernel source tree: its Makefile " +
                               llvm::Twine(Text ? "states no VERSION and "
                                                  "PATCHLEVEL"
                                                : "is missing"));

  llvm::SmallString<256> Header(Root);
  path::append(Header, "include/linux/fs.h");
  fs::file_status Status;
  if (std::error_code EC = fs::status(Header, Status))
    return EC == std::errc::no_such_file_or_directory
               ? treeError(Path, "is not a kernel source tree: it has no "
                                 "include/linux/fs.h (if it is a build folder, "
                                 "give the folder of the sources)")
               : cannotRead(Header, EC);

  KernelTree Tree;
  Tree.Root = Root.str().str();
  Tree.Version = std::move(Version);
  return Tree;
}

std::string KernelTree::absolute(StringRef Relative) const {
  return (Root + "/" + Relative).str();
}

llvm::ErrorOr<std::string> KernelTree::read(StringRef Relative) const {
  if (auto At = Stand.find(Relative.str()); At != Stand.end()) {
    if (At->second)
      return *At->second;
    return std::make_error_code(std::errc::no_such_file_or_directory);
  }
  return readRegularFile(absolute(Relative), Root);
}

std::map<std::string, std::string> KernelTree::virtualFiles() const {
  std::map<std::string, std::string> Files;
  for (const auto &[Path, Text] : Stand)
    if (Text)
      Files[absolute(Path)] = *Text;
  return Files;
}

/// Resolves symbolic links in the longest part of \p Path that exists, and
/// `..` in the rest by text.
static void resolve(llvm::SmallVectorImpl<char> &Path) {
  llvm::SmallString<256> Existing(StringRef(Path.data(), Path.size())), Real;
  llvm::SmallString<128> Missing;
  while (fs::real_path(Existing, Real)) {
    llvm::SmallString<128> Longer(path::filename(Existing));
    if (!path::has_parent_path(Existing)) {
      Real = Existing;
      break;
    }
    if (!Missing.empty())
      path::append(Longer, Missing);
    Missing = Longer;
    path::remove_filename(Existing);
  }
  path::append(Real, Missing);
  path::remove_dots(Real, /*remove_dot_dot=*/true);
  Path.assign(Real.begin(), Real.end());
}

std::optional<std::string> KernelTree::relative(StringRef Path,
                                                StringRef Directory) const {
  llvm::SmallString<256> Full(Path);
  if (!path::is_absolute(Path)) {
    Full = Directory;
    path::append(Full, Path);
  }
  resolve(Full);
  StringRef Rest = Full;
  if (!Rest.consume_front(Root) || !Rest.consume_front("/") || Rest.empty())
    return std::nullopt;
  return Rest.str();
}

llvm::Expected<std::string> cacheRoot() {
  const char *Own = std::getenv("PREMAP_CACHE");
  if (Own && *Own) {
    llvm::SmallString<256> Path((StringRef(Own)));
    if (std::error_code EC = fs::make_absolute(Path))
      return cannotRead(Path, EC);
    return Path.str().str();
  }
  // The specification tells to ignore relative values.
  const char *Xdg = std::getenv("XDG_CACHE_HOME");
  if (Xdg && *Xdg == '/')
    return std::string(Xdg) + "/premap";
  const char *Home = std::getenv("HOME");
  if (Home && *Home)
    return std::string(Home) + "/.cache/premap";
  return llvm::createStringError(
      "no place for caches is known: set HOME or PREMAP_CACHE, or name a build "
      "folder with -p");
}

llvm::Expected<std::string> KernelTree::cacheFolder() const {
  llvm::Expected<std::string> Base = cacheRoot();
  if (!Base)
    return Base.takeError();
  auto Hash = llvm::BLAKE3::hash<8>(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Root.data()), Root.size()));
  // The name is for people, the hash keeps equal names apart.
  return *Base + "/trees/" + path::filename(Root).str() + "-" +
         llvm::toHex(Hash, /*LowerCase=*/true);
}

} // namespace premap
