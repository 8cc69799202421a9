#include "tool/ScanScope.h"

#include "matchers/TextTables.h"
#include "tool/HandlerNames.h"
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

/// Leaves the files that one of \p Patterns means, and those that spell a
/// function that it means: its body and its other tables may be there.
static void keepMeant(const std::vector<HandlerPattern> &Patterns,
                      const CandidateSet &Candidates, const FileReader &Read,
                      std::set<std::string> &Files) {
  std::vector<HandlerName> Known = namesIn(Candidates.Hits, Read);
  std::set<std::string> Names, Meant;
  for (const HandlerPattern &P : Patterns) {
    if (P.namesFunction())
      Names.insert(P.Function);
    for (const HandlerName &Name : Known)
      if (P.matches(Name.File, Name.Function))
        Names.insert(Name.Function);
    for (const std::string &File : Files)
      if (!P.namesFunction() && !P.Path.empty() && P.matchesFile(File))
        Meant.insert(File);
  }
  WordSearch Words({Names.begin(), Names.end()});
  std::erase_if(Files, [&](const std::string &File) {
    bool Keep = Meant.count(File);
    if (std::optional<std::string> Text = Keep ? std::nullopt : Read(File))
      Words.forEach(*Text, [&](size_t, unsigned) { Keep = true; });
    return !Keep;
  });
}

/// The files that may have tables of struct \p Record or call its hooks: those
/// that spell it, and those that get at a hook through a member.
static void addFilesOf(const std::string &Record,
                       const CandidateSet &Candidates, const FileReader &Read,
                       std::set<std::string> &Files) {
  std::set<std::string> Reaching;
  for (const CandidateHit &Hit : Candidates.Hits)
    if (Hit.Kind == HitKind::Access || Hit.Kind == HitKind::Assignment)
      Reaching.insert(Hit.Path);
  WordSearch Word({Record});
  for (const CandidateHit &Hit : Candidates.Hits) {
    if (!llvm::StringRef(Hit.Path).ends_with(".c") || Files.count(Hit.Path))
      continue;
    bool Keep = Reaching.count(Hit.Path);
    if (std::optional<std::string> Text = Keep ? std::nullopt : Read(Hit.Path))
      Word.forEach(*Text, [&](size_t, unsigned) { Keep = true; });
    if (Keep)
      Files.insert(Hit.Path);
  }
}

ScanSources sourcesFor(const ScanScope &Scope,
                       const std::vector<HandlerPattern> &Patterns,
                       const CandidateSet &Candidates, const FileReader &Read) {
  ScanSources Sources;
  std::set<std::string> &Files = Sources.Files;
  if (!Scope.Record.empty()) {
    addFilesOf(Scope.Record, Candidates, Read, Files);
    return Sources;
  }
  Files.insert(Candidates.Sources.begin(), Candidates.Sources.end());
  if (!Patterns.empty()) {
    keepMeant(Patterns, Candidates, Read, Files);
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
