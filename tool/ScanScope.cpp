#include "tool/ScanScope.h"

#include "matchers/TextTables.h"
#include "tool/tree/CandidateSearch.h"
#include "tool/tree/WordSearch.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

namespace premap {

/// Whether all that \p Hits, those of one file, may set are hooks of tables
/// whose declarations spell another record than file_operations. What a macro
/// or a position sets needs the compiler.
static bool spellsOtherTablesOnly(const std::string &File,
                                  llvm::ArrayRef<CandidateHit> Hits,
                                  const FileReader &Read) {
  std::optional<std::string> Text = Read(File);
  if (!Text)
    return false;
  std::set<unsigned> Other;
  for (const OpsEntry &Entry : readTablesFromText(File, *Text))
    if (!Entry.Type.empty() && Entry.Type != "file_operations" &&
        Entry.Form == EntryForm::Designated)
      Other.insert(Entry.FieldName.Offset);
  return llvm::all_of(Hits, [&](const CandidateHit &Hit) {
    return !maySetHook(Hit.Kind) ||
           (Hit.Kind == HitKind::Initialiser && Other.count(Hit.Offset));
  });
}

/// Leaves the files that spell one of \p Handlers.
static void keepSpelling(const std::vector<std::string> &Handlers,
                         const FileReader &Read, std::set<std::string> &Files) {
  std::set<std::string> Names;
  for (const std::string &Id : Handlers)
    Names.insert(Id.substr(Id.rfind(':') + 1));
  WordSearch Words({Names.begin(), Names.end()});
  std::erase_if(Files, [&](const std::string &File) {
    bool Spelled = false;
    if (std::optional<std::string> Text = Read(File))
      Words.forEach(*Text, [&](size_t, unsigned) { Spelled = true; });
    return !Spelled;
  });
}

ScanSources sourcesFor(const ScanScope &Scope, const CandidateSet &Candidates,
                       const FileReader &Read) {
  ScanSources Sources;
  std::set<std::string> &Files = Sources.Files;
  Files.insert(Candidates.Sources.begin(), Candidates.Sources.end());
  if (!Scope.Handlers.empty()) {
    keepSpelling(Scope.Handlers, Read, Files);
    return Sources;
  }
  if (Scope.AllTables)
    return Sources;
  llvm::ArrayRef<CandidateHit> Rest = Candidates.Hits;
  while (!Rest.empty()) {
    const std::string &File = Rest.front().Path;
    llvm::ArrayRef<CandidateHit> Hits = Rest.take_while(
        [&](const CandidateHit &Hit) { return Hit.Path == File; });
    Rest = Rest.drop_front(Hits.size());
    if (!Files.count(File) || !spellsOtherTablesOnly(File, Hits, Read))
      continue;
    Files.erase(File);
    Sources.OtherTables[File] =
        "Is a hook of a table that is no file_operations; --tables all reads "
        "it.";
  }
  return Sources;
}

} // namespace premap
