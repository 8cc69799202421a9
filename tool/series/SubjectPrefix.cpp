#include "tool/series/SubjectPrefix.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <array>

using llvm::StringRef;

namespace premap {

static constexpr size_t MostExamples = 3;

std::string SubjectPrefix::evidence(StringRef Path) const {
  StringRef Folder = llvm::sys::path::parent_path(Path);
  const std::string Count =
      std::to_string(Share) + " of " + std::to_string(Of) + " commits";
  switch (Source) {
  case PrefixSource::Config:
    return "the prefix map of .premap.yaml";
  case PrefixSource::FileHistory:
    return Count + " of " + Path.str();
  case PrefixSource::FolderHistory:
    return Count + " of " + Folder.str() + "/";
  case PrefixSource::Maintainers:
    return "a guess from the section of MAINTAINERS";
  case PrefixSource::Folder:
    return "a guess from the path";
  }
  return "";
}

/// Whether \p Part may be one link of a chain: a name, or several with commas.
static bool isLink(StringRef Part) {
  constexpr size_t Longest = 32;
  if (Part.empty() || Part.size() > Longest)
    return false;
  for (size_t I = 0; I < Part.size(); ++I) {
    char C = Part[I];
    bool Fits = C == ' '
                    ? I && Part[I - 1] == ','
                    : llvm::isAlnum(C) || StringRef("_-./,+&{}()*").contains(C);
    if (!Fits)
      return false;
  }
  return true;
}

std::vector<std::string> prefixChain(StringRef Subject) {
  std::vector<std::string> Chain;
  while (true) {
    size_t Colon = Subject.find(": ");
    if (Colon == StringRef::npos || !isLink(Subject.take_front(Colon)))
      return Chain;
    Chain.push_back(Subject.take_front(Colon).str());
    Subject = Subject.drop_front(Colon + 2).ltrim(' ');
  }
}

/// Whether \p Subject is of a change that went over the whole tree, or of no
/// change: its prefix says nothing about \p Path.
static bool isTreeWide(StringRef Subject, const std::vector<std::string> &Chain,
                       StringRef Path) {
  if (Subject.starts_with("Merge ") || Subject.starts_with("Revert ") ||
      Subject.starts_with("fixup! ") || Subject.starts_with("squash! "))
    return true;
  if (Chain.empty())
    return false;
  const std::string First = StringRef(Chain.front()).lower();
  // Of one word only: "fs: ext9: fix a leak" is about ext9.
  static constexpr std::array<const char *, 9> Wide{
      "treewide", "tree-wide", "license",       "spdx",       "kbuild",
      "scripts",  "drivers",   "documentation", "maintainers"};
  if (First == "treewide" || First == "tree-wide")
    return true;
  if (Chain.size() > 1)
    return false;
  if (llvm::is_contained(Wide, First))
    return true;
  // Those of mm, and of the VFS, who change everybody's file.
  if (First == "mm" || First.starts_with("mm/"))
    return !Path.starts_with("mm/");
  if (First == "fs" || First == "vfs")
    return Path.count('/') > 1;
  return false;
}

static StringRef summaryOf(StringRef Subject, size_t Links) {
  for (; Links; --Links)
    Subject = Subject.split(": ").second.ltrim(' ');
  return Subject;
}

static std::string joinChain(const std::vector<std::string> &Chain) {
  return llvm::join(Chain, ": ") + ": ";
}

/// \p Chain up to the first link, beyond the first of all, that is no folder of
/// \p Path.
static void leaveFolders(std::vector<std::string> &Chain, StringRef Path) {
  llvm::SmallVector<StringRef> Folders;
  llvm::sys::path::parent_path(Path).split(Folders, '/');
  for (size_t I = 1; I < Chain.size(); ++I)
    if (!llvm::is_contained(Folders, Chain[I])) {
      Chain.resize(I);
      return;
    }
}

SubjectPrefix prefixFromHistory(const std::vector<std::string> &Subjects,
                                StringRef Path, bool OfFolder) {
  struct Commit {
    std::vector<std::string> Chain;
    StringRef Subject, Summary;
  };
  std::vector<Commit> Counted;
  std::map<std::vector<std::string>, unsigned> Votes;
  for (const std::string &Subject : Subjects) {
    Commit C{prefixChain(Subject), Subject, ""};
    if (isTreeWide(Subject, C.Chain, Path))
      continue;
    C.Summary = summaryOf(Subject, C.Chain.size());
    if (OfFolder)
      leaveFolders(C.Chain, Path);
    for (size_t Links = 1; Links <= C.Chain.size(); ++Links)
      ++Votes[{C.Chain.begin(), C.Chain.begin() + Links}];
    Counted.push_back(std::move(C));
  }
  SubjectPrefix Best;
  std::vector<std::string> Chain;
  for (const auto &[Candidate, Count] : Votes) {
    if (Count * 2 < Counted.size())
      continue;
    // Of two with half of the commits each, the one that is used more often
    // and then the first by name, as the map has them.
    if (Candidate.size() > Chain.size() ||
        (Candidate.size() == Chain.size() && Count > Best.Share)) {
      Chain = Candidate;
      Best.Share = Count;
    }
  }
  if (Chain.empty())
    return {};
  Best.Text = joinChain(Chain);
  Best.Of = Counted.size();
  Best.Source =
      OfFolder ? PrefixSource::FolderHistory : PrefixSource::FileHistory;
  unsigned Capitals = 0;
  for (const Commit &C : Counted) {
    if (C.Chain.size() < Chain.size() ||
        !std::equal(Chain.begin(), Chain.end(), C.Chain.begin()))
      continue;
    Capitals += !C.Summary.empty() && llvm::isUpper(C.Summary.front());
    if (Best.Examples.size() < MostExamples)
      Best.Examples.push_back(C.Subject.str());
  }
  Best.Capital = Capitals * 2 > Best.Share;
  return Best;
}

/// Names that many files have, and that tell nobody which driver it is.
static bool isCommonStem(StringRef Stem) {
  static constexpr std::array<const char *, 16> Common{
      "core", "main",   "file", "files", "driver", "drv",  "dev",  "cdev",
      "fops", "device", "mmap", "mem",   "inode",  "user", "misc", "base"};
  return llvm::is_contained(Common, Stem);
}

/// Folders that name a part of what their parent is: smb/client.
static bool isPartOfItsParent(StringRef Folder) {
  static constexpr std::array<const char *, 8> Parts{
      "client", "server", "common", "core", "host", "lib", "main", "src"};
  return llvm::is_contained(Parts, Folder);
}

/// The name that the section's most precise line for \p Path ends with.
static StringRef sectionName(const MaintainerSection &Section, StringRef Path) {
  StringRef Best;
  for (StringRef File : Section.Files) {
    StringRef Plain = File.rtrim("/*");
    if (Path.starts_with(Plain) && Plain.size() > Best.size() &&
        Plain.find_first_of("*?[") == StringRef::npos)
      Best = Plain;
  }
  return llvm::sys::path::stem(Best);
}

SubjectPrefix guessPrefix(StringRef Path, const Maintainers &Sections) {
  llvm::SmallVector<StringRef> Parts;
  Path.split(Parts, '/');
  StringRef Stem = llvm::sys::path::stem(Path);
  const size_t Folders = Parts.size() - 1;
  SubjectPrefix Guess;
  std::vector<std::string> Chain;
  const MaintainerSection *Section = Sections.sectionOf(Path);
  StringRef Name = Section ? sectionName(*Section, Path) : "";
  if (Folders >= 3 && Parts[0] == "drivers" && Parts[1] == "staging") {
    Chain = {"staging", Parts[2].str()};
  } else if (Folders >= 2 && Parts[0] == "arch") {
    // x86/sgx, powerpc/spufs: what the deepest folder is about.
    StringRef Last = Folders > 2 ? Parts[Folders - 1] : Stem;
    Chain = {(Parts[1] + "/" + Last).str()};
  } else if (Folders >= 2 && Parts[0] == "sound") {
    Chain = {Parts[1] == "soc" ? "ASoC" : "ALSA", Stem.str()};
  } else if (!Name.empty()) {
    Guess.Source = PrefixSource::Maintainers;
    Chain = {Name.str()};
  } else {
    // kernel/ and block/ say less than the file.
    Chain = {Folders > 1 ? Parts[Folders - 1].str() : Stem.str()};
  }
  // A folder of many drivers: which of them.
  bool InDrivers = Parts[0] == "drivers" && Folders == 2;
  if (InDrivers && Chain.size() == 1 && Chain[0] == Parts[1] &&
      !isCommonStem(Stem))
    Chain.push_back(Stem.str());
  // A bus or subsystem with a folder for the driver: usb/mon.
  if (Parts[0] == "drivers" && Folders > 2 && Chain.size() == 1 &&
      Chain[0] == Parts[1])
    Chain.push_back(Parts[2].str());
  if (Folders > 2 && Chain.size() == 1 && Chain[0] == Parts[Folders - 1] &&
      isPartOfItsParent(Parts[Folders - 1]))
    Chain.insert(Chain.begin(), Parts[Folders - 2].str());
  Guess.Text = joinChain(Chain);
  return Guess;
}

SubjectPrefix prefixFromMap(const PrefixMap &Map, StringRef Path) {
  SubjectPrefix Best;
  size_t Longest = 0;
  for (const auto &[Key, Prefix] : Map) {
    StringRef Place = StringRef(Key).rtrim('/');
    bool Fits = Path == Place || Path.starts_with((Place + "/").str());
    if (!Fits || Place.size() < Longest)
      continue;
    Longest = Place.size();
    Best.Text = StringRef(Prefix).rtrim(": ").str() + ": ";
    Best.Source = PrefixSource::Config;
  }
  return Best;
}

} // namespace premap
