#include "matchers/SourceSpans.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
using llvm::StringRef;

namespace premap {

struct SourceSpans::Cache {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
  std::string Root, RealRoot; ///< without a trailing separator
  llvm::DenseMap<FileID, std::string> Paths;
};

static std::string normalized(StringRef Path) {
  llvm::SmallString<256> Out(Path);
  llvm::sys::path::remove_dots(Out, /*remove_dot_dot=*/true);
  StringRef Result = Out;
  if (Result.size() > 1)
    Result.consume_back("/");
  return Result.str();
}

/// \p Path without \p Root in front; false if it is not under it.
static bool makeRelative(StringRef &Path, StringRef Root) {
  if (Root.empty() || !Path.starts_with((llvm::Twine(Root) + "/").str()))
    return false;
  Path = Path.substr(Root.size() + 1);
  return true;
}

std::string treeRelative(const std::string &Path, const std::string &TreeRoot) {
  std::string Normal = normalized(Path), Root = normalized(TreeRoot);
  StringRef Relative = Normal;
  makeRelative(Relative, Root);
  return Relative.str();
}

SourceSpans::SourceSpans(CompilerInstance &CI, const std::string &TreeRoot)
    : Sources(&CI.getSourceManager()), Language(&CI.getLangOpts()),
      Paths(std::make_shared<Cache>()) {
  Paths->Files = CI.getVirtualFileSystemPtr();
  Paths->Root = normalized(TreeRoot);
  llvm::SmallString<256> Real;
  if (!Paths->Files->getRealPath(TreeRoot, Real))
    Paths->RealRoot = normalized(Real);
}

const std::string &SourceSpans::path(FileID File) const {
  auto [Entry, IsNew] = Paths->Paths.try_emplace(File);
  if (!IsNew)
    return Entry->second;
  OptionalFileEntryRef Ref = Sources->getFileEntryRefForID(File);
  if (!Ref)
    return Entry->second;
  llvm::SmallString<256> Absolute(Ref->getName());
  Paths->Files->makeAbsolute(Absolute);
  std::string Normal = normalized(Absolute);
  StringRef Relative = Normal;
  if (makeRelative(Relative, Paths->Root))
    return Entry->second = Relative.str();
  // The command and the user may name the tree through different links.
  llvm::SmallString<256> Real;
  if (!Paths->Files->getRealPath(Absolute, Real)) {
    Relative = Real;
    if (makeRelative(Relative, Paths->RealRoot))
      return Entry->second = Relative.str();
  }
  return Entry->second = Normal;
}

const std::string &SourceSpans::path(SourceLocation Location) const {
  return path(Sources->getFileID(Sources->getExpansionLoc(Location)));
}

bool SourceSpans::isInTree(SourceLocation Location) const {
  const std::string &Path = path(Location);
  return !Path.empty() && !llvm::sys::path::is_absolute(Path);
}

Span SourceSpans::fileRange(CharSourceRange Range) const {
  Span Result;
  if (Range.isInvalid() || Range.getBegin().isMacroID() ||
      Range.getEnd().isMacroID())
    return Result;
  auto [File, Begin] = Sources->getDecomposedLoc(Range.getBegin());
  auto [EndFile, End] = Sources->getDecomposedLoc(Range.getEnd());
  if (Range.isTokenRange())
    End += Lexer::MeasureTokenLength(Range.getEnd(), *Sources, *Language);
  if (File != EndFile || End < Begin)
    return Result;
  Result.Path = path(File);
  if (Result.Path.empty())
    return Result;
  Result.Offset = Begin;
  Result.Line = Sources->getLineNumber(File, Begin);
  Result.Column = Sources->getColumnNumber(File, Begin);
  if (!llvm::sys::path::is_absolute(Result.Path))
    Result.Length = End - Begin;
  return Result;
}

/// Whether the programmer typed the tokens at both locations in a file, in one
/// piece: directly, or in the same argument of a macro (of any depth). Tokens
/// of two arguments have text of the macro's body between them.
static bool areTyped(SourceLocation Begin, SourceLocation End,
                     const SourceManager &Sources) {
  while (Begin.isMacroID() && End.isMacroID()) {
    SourceLocation BeginParameter, EndParameter;
    if (!Sources.isMacroArgExpansion(Begin, &BeginParameter) ||
        !Sources.isMacroArgExpansion(End, &EndParameter) ||
        BeginParameter != EndParameter)
      return false;
    Begin = Sources.getImmediateSpellingLoc(Begin);
    End = Sources.getImmediateSpellingLoc(End);
  }
  return Begin.isValid() && End.isValid() && Begin.isFileID() && End.isFileID();
}

Span SourceSpans::typed(SourceRange Range) const {
  return areTyped(Range.getBegin(), Range.getEnd(), *Sources) ? written(Range)
                                                              : Span();
}

Span SourceSpans::written(SourceRange Range) const {
  if (Range.isInvalid())
    return {};
  Span Result = fileRange(Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Range), *Sources, *Language));
  return Result ? Result : Span();
}

Span SourceSpans::place(SourceRange Range) const {
  if (Range.isInvalid())
    return {};
  return fileRange(Sources->getExpansionRange(Range));
}

Span SourceSpans::spelling(SourceLocation Location) const {
  if (Location.isInvalid())
    return {};
  return fileRange(
      CharSourceRange::getTokenRange(Sources->getSpellingLoc(Location)));
}

std::string SourceSpans::text(SourceRange Range) const {
  if (Range.isInvalid())
    return {};
  CharSourceRange Characters = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Range), *Sources, *Language);
  if (Characters.isInvalid())
    Characters = Sources->getExpansionRange(Range);
  return Lexer::getSourceText(Characters, *Sources, *Language).str();
}

std::string SourceSpans::text(const Span &Where) const {
  for (const auto &[File, Path] : Paths->Paths) {
    if (Path != Where.Path)
      continue;
    StringRef Buffer = Sources->getBufferData(File);
    return Buffer.substr(Where.Offset, Where.Length).str();
  }
  return {};
}

} // namespace premap
