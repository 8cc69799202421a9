#include "tool/tree/UnitFamilies.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <map>
#include <optional>

using llvm::StringRef;

namespace premap {

namespace {

/// A command taken apart.
struct Split {
  std::vector<std::string> Shared; ///< words that a family has in common
  FamilyMember Member;
};

} // namespace

/// Macros that Kbuild defines for each object; what else a folder's Makefile
/// defines makes a family of its own.
static bool isOwnMacro(StringRef Name) {
  return Name.starts_with("KBUILD_") || Name.starts_with("__KBUILD_");
}

/// Nothing if there is something in it that is not understood.
static std::optional<Split> split(const CompileCommand &Command) {
  if (Command.BestEffort || Command.Arguments.empty() ||
      Command.Arguments.back() != Command.File)
    return std::nullopt;
  llvm::ArrayRef<std::string> Words(Command.Arguments);
  Words = Words.drop_back();
  // Kbuild's own folders come before its -include; if there is none, who knows.
  size_t LastInclude = Words.size();
  for (size_t I = 0; I != Words.size(); ++I)
    if (Words[I] == "-include")
      LastInclude = I;
  Split Result;
  Result.Member.File = Command.File;
  for (size_t I = 0; I != Words.size(); ++I) {
    StringRef Word = Words[I];
    StringRef Define = Word;
    if (Define.consume_front("-D") && isOwnMacro(Define)) {
      if (Define.contains('\n') || Define.split('=').first.contains('('))
        return std::nullopt;
      Result.Member.Defines.push_back(Define.str());
    } else if (Word.starts_with("-I") && Word.size() > 2 && I > LastInclude) {
      Result.Member.Folders.push_back(Word.drop_front(2).str());
    } else {
      Result.Shared.push_back(Word.str());
    }
  }
  return Result;
}

/// Sorts the headers of each by how many have them, leaves out those that
/// nobody else has, and brings together who has the same.
static void sortByHeaders(std::vector<FamilyMember> &Members) {
  std::map<std::string, size_t> Times;
  for (FamilyMember &Its : Members) {
    std::sort(Its.Headers.begin(), Its.Headers.end());
    Its.Headers.erase(std::unique(Its.Headers.begin(), Its.Headers.end()),
                      Its.Headers.end());
    for (const std::string &Header : Its.Headers)
      ++Times[Header];
  }
  auto IsMoreCommon = [&](const std::string &A, const std::string &B) {
    return std::make_pair(Times[B], A) < std::make_pair(Times[A], B);
  };
  for (FamilyMember &Its : Members) {
    std::erase_if(Its.Headers,
                  [&](const std::string &Header) { return Times[Header] < 2; });
    std::sort(Its.Headers.begin(), Its.Headers.end(), IsMoreCommon);
  }
  std::sort(Members.begin(), Members.end(),
            [&](const FamilyMember &A, const FamilyMember &B) {
              if (A.Headers == B.Headers)
                return A.Index < B.Index;
              return std::lexicographical_compare(
                  A.Headers.begin(), A.Headers.end(), B.Headers.begin(),
                  B.Headers.end(), IsMoreCommon);
            });
}

std::vector<UnitFamily>
unitFamilies(llvm::ArrayRef<CompileCommand> Commands,
             llvm::function_ref<std::string(const std::string &)> TextOf,
             unsigned Jobs) {
  constexpr char EmptyFile[] = "/premap-beginning.c";
  using Key = std::vector<std::string>;
  std::map<std::pair<Key, Key>, std::vector<Split>> ByWords;
  for (size_t I = 0; I != Commands.size(); ++I) {
    const CompileCommand &Command = Commands[I];
    std::optional<Split> Its = split(Command);
    if (!Its)
      continue;
    Its->Member.Index = I;
    Key Place = Command.Folders;
    Place.insert(Place.end(), {Command.Directory, Command.Arch});
    ByWords[{Its->Shared, std::move(Place)}].push_back(std::move(*Its));
  }
  std::vector<UnitFamily> Families;
  for (auto &[Key, Splits] : ByWords) {
    constexpr size_t Few = 2, Many = 12;
    if (Splits.size() < Few)
      continue;
    const CompileCommand &Any = Commands[Splits.front().Member.Index];
    UnitFamily Family;
    std::vector<std::string> Words = Key.first;
    for (const Split &Its : Splits)
      for (StringRef Define : Its.Member.Defines)
        Family.OwnMacros.insert(Define.split('=').first.str());
    // Each stands for itself: who uses it sees that it is there.
    for (const std::string &Name : Family.OwnMacros)
      Words.push_back("-D" + Name + "=" + Name);
    std::string Empty = Any.Directory + EmptyFile;
    Words.push_back(Empty);
    Family.Base = {Any.Directory,     Empty,      std::move(Words), Any.Arch,
                   /*Made up=*/false, Any.Folders};
    Family.Overlay[Empty] = "";
    std::vector<FamilyMember> Members;
    for (Split &Its : Splits) {
      Its.Member.Headers = leadingHeaders(TextOf(Its.Member.File));
      Members.push_back(std::move(Its.Member));
    }
    sortByHeaders(Members);
    size_t Part = std::max(Many, Members.size() / (2 * std::max(1u, Jobs)) + 1);
    for (size_t At = 0; At < Members.size(); At += Part) {
      Families.push_back(Family);
      size_t End = std::min(At + Part, Members.size());
      Families.back().Members.assign(
          std::make_move_iterator(Members.begin() + At),
          std::make_move_iterator(Members.begin() + End));
    }
  }
  return Families;
}

} // namespace premap
