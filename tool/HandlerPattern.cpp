#include "tool/HandlerPattern.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

static bool isGlob(StringRef Text) {
  return Text.find_first_of("*?[") != StringRef::npos;
}

/// \p Glob against all of \p Text; one that is no glob has to be the text.
static bool fits(StringRef Glob, StringRef Text) {
  if (!isGlob(Glob))
    return Glob == Text;
  llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Glob);
  if (Pattern)
    return Pattern->match(Text);
  llvm::consumeError(Pattern.takeError());
  return false;
}

static bool looksLikePath(StringRef Text) {
  return Text.contains('/') || Text == "." || Text == ".." ||
         Text.ends_with(".c") || Text.ends_with(".h");
}

/// Whether \p Name is a folder in the tree or, inside of it, in the current
/// one.
static bool isFolder(StringRef Name, const KernelTree &Tree) {
  llvm::SmallString<256> Here;
  return fs::is_directory(Tree.absolute(Name)) ||
         (fs::is_directory(Name) && !fs::current_path(Here) &&
          Tree.relative(Name, Here));
}

/// \p Typed as a path of the tree.
static std::string inTree(StringRef Typed, const KernelTree &Tree) {
  llvm::SmallString<256> Here, Clean(Typed);
  path::remove_dots(Clean, /*remove_dot_dot=*/true);
  StringRef Plain = StringRef(Clean).rtrim('/');
  bool FromHere = path::is_absolute(Typed) || Typed.starts_with("./") ||
                  Typed.starts_with("../") || Typed == "." || Typed == "..";
  if (!FromHere && fs::exists(Tree.absolute(Plain)))
    return Plain.str();
  if (fs::current_path(Here))
    return Plain.str();
  std::string Whole =
      path::is_absolute(Typed) ? Typed.str() : (Here.str() + "/" + Typed).str();
  if (!FromHere && !fs::exists(Whole))
    return Plain.str();
  if (std::optional<std::string> Inside = Tree.relative(Whole, Here))
    return *Inside;
  // The tree itself, or something outside, which has no handlers.
  llvm::SmallString<256> Real;
  return !fs::real_path(Whole, Real) && Real == Tree.root() ? "" : Whole;
}

HandlerPattern HandlerPattern::parse(StringRef Text, const KernelTree &Tree) {
  HandlerPattern Result;
  Result.Text = Text.str();
  auto [Before, After] = Text.rsplit(':');
  if (!After.empty() || Text.ends_with(":")) {
    Result.Path = inTree(Before, Tree);
    Result.Function = After.str();
  } else if (looksLikePath(Text) || isFolder(Text, Tree)) {
    Result.Path = inTree(Text, Tree);
  } else {
    Result.Function = Text.str();
  }
  return Result;
}

bool HandlerPattern::matchesFile(StringRef File) const {
  if (Path.empty() || fits(Path, File))
    return true;
  if (File.starts_with(Path + "/"))
    return true;
  return Path.find('/') == std::string::npos &&
         fits(Path, path::filename(File));
}

bool HandlerPattern::matches(StringRef File, StringRef Name) const {
  return matchesFile(File) && (Function.empty() || fits(Function, Name));
}

bool HandlerPattern::namesFunction() const {
  return !Function.empty() && !isGlob(Function);
}

bool HandlerPattern::isPlainFunction() const {
  return namesFunction() && Path.empty();
}

std::vector<HandlerPattern>
parseHandlerPatterns(const std::vector<std::string> &Texts,
                     const KernelTree &Tree) {
  std::vector<HandlerPattern> Patterns;
  for (const std::string &Text : Texts)
    Patterns.push_back(HandlerPattern::parse(Text, Tree));
  return Patterns;
}

} // namespace premap
