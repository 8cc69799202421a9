#include "tool/tree/NotBuilt.h"

#include "tool/tree/CompileFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
namespace path = llvm::sys::path;

namespace premap {

bool isOfOtherArch(StringRef Path, StringRef SourceArch) {
  if (!Path.consume_front("arch/") || Path.empty())
    return false;
  StringRef Owner = Path.split('/').first;
  return Owner != SourceArch && !(SourceArch == "um" && Owner == "x86");
}

NotBuilt::NotBuilt(const KernelTree &Tree, StringRef Config, std::string Arch)
    : Tree(Tree), Arch(std::move(Arch)) {
  while (!Config.empty()) {
    StringRef Line;
    std::tie(Line, Config) = Config.split('\n');
    if (Line.consume_front("# ")) {
      if (Line.consume_back(" is not set"))
        Values[Line] = "n";
    } else if (Line.starts_with("CONFIG_")) {
      auto [Name, Value] = Line.split('=');
      Values[Name] = Value.str();
    }
  }
}

static std::string readText(const KernelTree &Tree, const std::string &Path) {
  llvm::ErrorOr<std::string> Text = Tree.read(Path);
  return Text ? *Text : "";
}

const std::vector<NotBuilt::Assignment> &
NotBuilt::assignments(StringRef Folder) {
  auto [Entry, IsNew] = Makefiles.try_emplace(Folder.str());
  std::vector<Assignment> &List = Entry->second;
  if (!IsNew)
    return List;
  // Kbuild prefers the file Kbuild.
  std::string Text = readText(Tree, Folder.str() + "/Kbuild");
  if (Text.empty())
    Text = readText(Tree, Folder.str() + "/Makefile");
  for (size_t At; (At = Text.find("\\\n")) != std::string::npos;)
    Text.replace(At, 2, "  ");
  for (StringRef Rest = Text; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Line = Line.split('#').first;
    size_t Equals = Line.find('=');
    if (Equals == StringRef::npos || Line.starts_with("\t"))
      continue;
    Assignment A;
    A.Left = Line.take_front(Equals).rtrim("+:? \t").trim().str();
    llvm::SmallVector<StringRef> Words;
    Line.drop_front(Equals + 1).split(Words, ' ', -1, /*KeepEmpty=*/false);
    for (StringRef Word : Words)
      A.Right.push_back(Word.trim().str());
    List.push_back(std::move(A));
  }
  return List;
}

/// X of `$(CONFIG_X)` in \p Left, "" without.
static StringRef optionIn(StringRef Left) {
  size_t At = Left.find("$(CONFIG_");
  if (At == StringRef::npos)
    return StringRef();
  return Left.drop_front(At + 2).split(')').first;
}

std::optional<std::vector<std::string>>
NotBuilt::optionsFor(StringRef Folder, StringRef Target, unsigned Depth) {
  // A composite object is part of another at most; more is a loop.
  if (Depth > 4)
    return std::nullopt;
  for (const Assignment &A : assignments(Folder)) {
    if (!llvm::is_contained(A.Right, Target))
      continue;
    StringRef Left = A.Left;
    std::vector<std::string> Options;
    if (StringRef Option = optionIn(Left); !Option.empty())
      Options.push_back(Option.str());
    if (Left.starts_with("obj-") || Left.starts_with("lib-"))
      return Options;
    // foo-y, foo-objs, foo-$(CONFIG_X): a part of foo.o.
    StringRef Stem = Left.take_front(Left.rfind('-'));
    auto Whole = optionsFor(Folder, (Stem + ".o").str(), Depth + 1);
    if (!Whole)
      continue;
    Options.insert(Options.begin(), Whole->begin(), Whole->end());
    return Options;
  }
  return std::nullopt;
}

/// The "depends on" lines of \p Option's entry in the Kconfig files from
/// \p Folder up to the root; "" if there are none.
std::string NotBuilt::dependencies(StringRef Option, StringRef Folder) {
  StringRef Name = Option;
  Name.consume_front("CONFIG_");
  for (StringRef Where = Folder;; Where = path::parent_path(Where)) {
    std::string Text = readText(Tree, (Where + "/Kconfig").str());
    bool Inside = false;
    std::string Result;
    for (StringRef Rest = Text; !Rest.empty();) {
      StringRef Line;
      std::tie(Line, Rest) = Rest.split('\n');
      llvm::SmallVector<StringRef, 2> Words;
      Line.split(Words, ' ', 1, /*KeepEmpty=*/false);
      bool Starts = Words.size() == 2 &&
                    (Words[0] == "config" || Words[0] == "menuconfig");
      if (Inside && !Line.empty() && !Line.starts_with("\t") &&
          !Line.starts_with(" "))
        break;
      Inside |= Starts && Words[1].trim() == Name;
      if (Inside && Line.trim().consume_front("depends on"))
        Result +=
            (Result.empty() ? "" : " && ") +
            Line.trim().drop_front(StringRef("depends on").size()).trim().str();
    }
    if (Inside || Where.empty())
      return Result;
  }
}

std::string NotBuilt::describe(StringRef Option, StringRef Folder) {
  if (Values.count(Option))
    return Option.str() + " is not set";
  std::string Needs = dependencies(Option, Folder);
  return Option.str() + " cannot be set here" +
         (Needs.empty() ? "" : " (depends on " + Needs + ")");
}

/// Of the folders and of the object, where a list has them.
std::vector<std::string> NotBuilt::optionsOnTheWay(StringRef Path) {
  std::vector<std::pair<StringRef, std::string>> Steps;
  StringRef Folder = path::parent_path(Path);
  Steps.emplace_back(Folder, path::stem(Path).str() + ".o");
  for (; !Folder.empty(); Folder = path::parent_path(Folder))
    Steps.emplace_back(path::parent_path(Folder),
                       path::filename(Folder).str() + "/");
  std::vector<std::string> All;
  for (auto Step = Steps.rbegin(); Step != Steps.rend(); ++Step)
    if (auto Options = optionsFor(Step->first, Step->second, 0))
      llvm::append_range(All, *Options);
  return All;
}

bool NotBuilt::isListed(StringRef Path) {
  return optionsFor(path::parent_path(Path), path::stem(Path).str() + ".o", 0)
      .has_value();
}

std::optional<std::vector<std::string>> NotBuilt::options(StringRef Path) {
  if (!isListed(Path))
    return std::nullopt;
  return optionsOnTheWay(Path);
}

bool NotBuilt::isOn(const std::string &Option) const {
  std::string Value = Values.lookup(Option);
  return Value == "y" || Value == "m";
}

/// \p Word with make's names of folders in place; "" if more is in it.
static std::string expand(StringRef Word, StringRef Folder, StringRef Source,
                          StringRef Objects) {
  std::string Result;
  while (!Word.empty()) {
    auto [Before, After] = Word.split("$(");
    Result += Before;
    if (Before.size() == Word.size())
      break;
    auto [Name, Rest] = After.split(')');
    if (Name == "src")
      Result += (Source + "/" + Folder).str();
    else if (Name == "obj")
      Result += (Objects + "/" + Folder).str();
    else if (Name == "srctree" || Name == "srcroot")
      Result += Source;
    else if (Name == "objtree")
      Result += Objects;
    else
      return "";
    Word = Rest;
  }
  return Result;
}

std::vector<std::string> NotBuilt::flags(StringRef Path, StringRef ObjectRoot) {
  std::vector<StringRef> Folders;
  for (StringRef F = path::parent_path(Path); !F.empty();
       F = path::parent_path(F))
    Folders.push_back(F);
  std::vector<std::string> Words;
  const std::string OfObject = ("CFLAGS_" + path::stem(Path) + ".o").str();
  for (StringRef Folder : llvm::reverse(Folders))
    for (const Assignment &A : assignments(Folder)) {
      StringRef Left = A.Left;
      bool IsOwn = Folder == path::parent_path(Path);
      if (!Left.starts_with("subdir-ccflags-") &&
          !(IsOwn && (Left.starts_with("ccflags-") || Left == OfObject)))
        continue;
      for (size_t I = 0; I != A.Right.size(); ++I) {
        StringRef Word = A.Right[I];
        if (!Word.starts_with("-I") && !Word.starts_with("-D"))
          continue;
        std::string Whole = Word.str();
        // `-I $(src)/include`
        if (Word.size() == 2 && I + 1 != A.Right.size())
          Whole += A.Right[++I];
        std::string Full = expand(Whole, Folder, Tree.root(), ObjectRoot);
        if (!Full.empty())
          Words.push_back(std::move(Full));
      }
    }
  return Words;
}

bool NotBuilt::isBuilt(StringRef Path) {
  if (isOfOtherArch(Path, sourceArch(Arch)))
    return false;
  auto Needed = options(Path);
  return Needed && llvm::all_of(*Needed, [&](const std::string &Option) {
           return isOn(Option);
         });
}

std::string NotBuilt::reason(StringRef Path) {
  if (isOfOtherArch(Path, sourceArch(Arch)))
    return "of another architecture, " +
           Path.drop_front(5).split('/').first.str();
  for (const std::string &Option : optionsOnTheWay(Path))
    if (!isOn(Option))
      return describe(Option, path::parent_path(Path));
  return isListed(Path) ? "not part of this configuration"
                        : "no Makefile lists its object";
}

} // namespace premap
