// What stands before the colon in the subject of a patch: what the file's own
// history uses, with the evidence.
#ifndef PREMAP_TOOL_SERIES_SUBJECTPREFIX_H
#define PREMAP_TOOL_SERIES_SUBJECTPREFIX_H

#include "tool/series/Maintainers.h"

#include "nlohmann/json.hpp"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

enum class PrefixSource {
  Config,        ///< `prefix` of .premap.yaml
  FileHistory,   ///< commits of the patch's files
  FolderHistory, ///< commits of their folder
  Maintainers,   ///< a guess by the section of MAINTAINERS
  Folder,        ///< a guess by the path
};

NLOHMANN_JSON_SERIALIZE_ENUM(PrefixSource,
                             {{PrefixSource::Config, "config"},
                              {PrefixSource::FileHistory, "file_history"},
                              {PrefixSource::FolderHistory, "folder_history"},
                              {PrefixSource::Maintainers, "maintainers"},
                              {PrefixSource::Folder, "folder"}})

struct SubjectPrefix {
  std::string Text; ///< "xen/privcmd: ", with the colon and the blank
  PrefixSource Source = PrefixSource::Folder;
  unsigned Share = 0, Of = 0;        ///< commits that have it, of those counted
  std::vector<std::string> Examples; ///< subjects of some of them
  bool Capital = false; ///< their summaries begin with a capital letter

  bool isGuess() const { return Source > PrefixSource::FolderHistory; }
  /// "6 of 8 commits of drivers/xen/privcmd.c"; for people.
  std::string evidence(llvm::StringRef Path) const;
};

/// The chain before the summary: {"staging", "vme_user"} of
/// "staging: vme_user: fix a leak"; empty if there is none.
std::vector<std::string> prefixChain(llvm::StringRef Subject);

/// The longest chain that at least half of \p Subjects begin with, of those
/// that say something about \p Path: merges, reverts and changes of the whole
/// tree do not. If \p OfFolder, they are of the folder of \p Path: what they
/// say about other files of it is left out. Text is "" if there is none.
SubjectPrefix prefixFromHistory(const std::vector<std::string> &Subjects,
                                llvm::StringRef Path, bool OfFolder = false);

/// A guess for a tree without history.
SubjectPrefix guessPrefix(llvm::StringRef Path, const Maintainers &Sections);

/// Folder or file -> prefix without the last colon.
using PrefixMap = std::map<std::string, std::string>;

/// What \p Map says of \p Path, by the longest path that contains it; Text is
/// "" if none does.
SubjectPrefix prefixFromMap(const PrefixMap &Map, llvm::StringRef Path);

} // namespace premap

#endif
