// A repository of premap's own, in which a series becomes commits and then
// mails. It reads the objects of the tree's repository, and has none of its
// settings and hooks.
#ifndef PREMAP_TOOL_SERIES_SCRATCHREPOSITORY_H
#define PREMAP_TOOL_SERIES_SCRATCHREPOSITORY_H

#include "tool/series/TreeRepository.h"
#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// Texts by tree-relative path.
using FileTexts = std::map<std::string, std::string>;

/// Newest first.
using SubjectsByPath = std::map<std::string, std::vector<std::string>>;

/// Who a commit is of, and when.
struct Authorship {
  GitIdentity Who;
  int64_t Time = 0; ///< seconds since 1970, in UTC
};

class ScratchRepository {
public:
  /// Over the history of \p Base. If \p KeepObjects, what is committed goes to
  /// the objects of \p Base, for a branch there.
  static llvm::Expected<ScratchRepository> over(const TreeRepository &Base,
                                                bool KeepObjects);

  /// With one commit of \p Texts, for a tree without history.
  static llvm::Expected<ScratchRepository> ofTexts(const FileTexts &Texts,
                                                   const Authorship &By);

  /// The commit that the series begins after.
  const std::string &base() const { return Base; }

  /// The first path of \p Texts that is not the same in the base, with the
  /// reason; "" if all are.
  llvm::Expected<std::string> firstDifference(const FileTexts &Texts);

  /// A commit after \p Parent with \p Texts in place of their files.
  llvm::Expected<std::string> commit(llvm::StringRef Parent,
                                     const FileTexts &Texts,
                                     llvm::StringRef Message,
                                     const Authorship &By);

  /// A commit after \p Parent with what \p Mail changes, its message included,
  /// for comparisons with it. Fails if it does not apply.
  llvm::Expected<std::string>
  applyMail(llvm::StringRef Parent, llvm::StringRef Mail, const Authorship &By);

  /// The subjects of the newest commits that change each of \p Paths, files or
  /// folders, without merges; at most 50 of each. What has no history, or none
  /// here, is left out.
  SubjectsByPath subjectsOf(const std::vector<std::string> &Paths);

  /// Whether the base's repository knows the commit \p Name.
  bool hasCommit(llvm::StringRef Name);

  /// Runs git here, with \p By as the committer.
  llvm::Expected<std::string> run(std::vector<std::string> Words,
                                  const Authorship &By = {});

  /// A file in this repository's folder, for what does not go away before it.
  llvm::Expected<std::string> keep(llvm::StringRef Name, llvm::StringRef Text);
  std::string path(llvm::StringRef Name) const { return Folder.path(Name); }

private:
  explicit ScratchRepository(TemporaryFolder Folder)
      : Folder(std::move(Folder)) {}

  llvm::Error create(llvm::StringRef Format);
  Process processFor(std::vector<std::string> Words,
                     const Authorship &By) const;
  llvm::Error addToIndex(const FileTexts &Texts);
  llvm::Expected<std::string> commitIndex(llvm::StringRef Parent,
                                          llvm::StringRef Message,
                                          const Authorship &By);

  TemporaryFolder Folder;
  std::string Base;
  std::string InIndex; ///< the commit that the index holds
  std::string Objects; ///< where new objects go, "" is the scratch's own
  std::string History; ///< of the tree's repository, "" if there is none
  std::map<std::string, std::string> Modes;
  unsigned Files = 0;
};

} // namespace premap

#endif
