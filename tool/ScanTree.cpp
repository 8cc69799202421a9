#include "tool/ScanTree.h"

#include "rewriters/Rewrite.h"
#include "tool/HandlerNames.h"
#include "tool/HandlerPattern.h"
#include "tool/LibraryHooks.h"
#include "tool/ScanScope.h"
#include "tool/UncompiledHandlers.h"
#include "tool/UnitReader.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/TextQueries.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/FileSystem.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace premap {

std::optional<std::string> TreeScan::read(const std::string &Path) const {
  llvm::ErrorOr<std::string> Text = Tree.read(Path);
  if (!Text)
    return std::nullopt;
  return std::move(*Text);
}

std::vector<CompileCommand> TreeScan::commands(const std::string &Path) const {
  std::vector<CompileCommand> Commands = Database.commands(Path);
  if (auto MadeUp = BestEffort.find(Path); MadeUp != BestEffort.end())
    Commands.push_back(MadeUp->second);
  return Commands;
}

namespace {

/// The stages of one scan, in order, over one TreeScan.
class Scanner {
public:
  Scanner(const CommonOptions &Options, const ScanScope &Scope, TreeScan &Scan)
      : Options(Options), Scope(Scope), Scan(Scan) {}

  llvm::Error run(const std::string &TargetApi);

private:
  llvm::Error chooseApi(const std::string &TargetApi);
  llvm::Error readUnits();
  HandlerResult outcomeOf(const HandlerRecord &Record) const;
  std::set<std::string> directCallers() const;
  void findNullTests();
  void planHandlers();
  void account();
  llvm::Error resolveNames();

  const CommonOptions &Options;
  const ScanScope &Scope;
  TreeScan &Scan;
  FileReader Read = [this](const std::string &Path) { return Scan.read(Path); };
  std::vector<HandlerPattern> Patterns;
  CandidateSet Candidates;
  UnreadFiles Unread;
  ResultCache Cache = openCache(Options);
  TextQueries Search{Scan.Tree, Options.jobs(), Cache};
};

} // namespace

llvm::Error Scanner::run(const std::string &TargetApi) {
  Candidates = Search.candidates();
  for (const UnreadPath &U : Candidates.Unread)
    Scan.Result.Incomplete.push_back({U.Path, U.Reason});
  if (llvm::Error E = chooseApi(TargetApi))
    return E;
  Patterns = parseHandlerPatterns(Scope.Handlers, Scan.Tree);
  if (!Scope.Part.isWhole() && !Cache.isWritable())
    return llvm::createStringError(
        "a part of the tree is read for the cache, which cannot be written to");
  if (llvm::Error E = readUnits())
    return E;
  if (!Scope.Part.isWhole())
    return Cache.trouble().empty() ? llvm::Error::success()
                                   : llvm::createStringError(Cache.trouble());
  if (!Cache.trouble().empty())
    complain("note: " + Cache.trouble());
  findNullTests();
  planHandlers();
  addUncompiledHandlers(Unread.NotCompiled, Read, Scan.Result);
  for (const auto &[File, Why] : Unread.ParseFailed)
    Scan.Result.Incomplete.push_back({File, Why});
  if (Scope.Handlers.empty() && Scope.Record.empty())
    account();
  std::sort(Scan.Result.Handlers.begin(), Scan.Result.Handlers.end(),
            [](const HandlerResult &A, const HandlerResult &B) {
              return A.Record.Id < B.Record.Id;
            });
  std::sort(Scan.Result.Incomplete.begin(), Scan.Result.Incomplete.end());
  if (llvm::Error E = resolveNames())
    return E;
  if (!Scan.Result.Account.Error.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "the account of the text hits does not add "
                                   "up: " +
                                       Scan.Result.Account.Error);
  return llvm::Error::success();
}

/// The API of the tree, and the one that conversions are planned for.
llvm::Error Scanner::chooseApi(const std::string &TargetApi) {
  llvm::Expected<TargetSetup> Setup = setUpTarget(
      Scan.Tree, Scan.Database, TargetApi, Cache, Options.ReadSeconds);
  if (!Setup)
    return Setup.takeError();
  Scan.Api = std::move(*Setup);
  ScanResult &R = Scan.Result;
  R.TreeProfile = Scan.Api.TreeProfile;
  R.TreeFeatures = featureNames(Scan.Api.Tree);
  R.TargetProfile = Scan.Api.TargetProfile;
  R.Preview = Scan.Api.Preview;
  return llvm::Error::success();
}

/// Leaves of \p Files, in order, those of \p Part: neighbours have much in
/// common that is then read once.
static void keepPart(const Shard &Part, std::set<std::string> &Files) {
  size_t All = Files.size(), At = 0;
  size_t Begin = All * (Part.Index - 1) / Part.Count;
  size_t End = All * Part.Index / Part.Count;
  std::erase_if(Files, [&](const std::string &) {
    size_t Its = At++;
    return Its < Begin || Its >= End;
  });
}

llvm::Error Scanner::readUnits() {
  UnitReader Reader(Options, Scan.Tree, Scan.Database, Scan.Api, Search, Cache);
  ScanSources Sources = sourcesFor(Scope, Patterns, Candidates, Read);
  Reader.Unread.OtherTables = std::move(Sources.OtherTables);
  if (Scope.Other) {
    std::set<std::string> Differing;
    for (const StandInTexts *Texts :
         {&Scan.Tree.texts(), &Scope.Other->Tree.texts()})
      for (const auto &[Path, Text] : *Texts)
        Differing.insert(Path);
    Reader.takeOver(Scope.Other->Index->units(), Scope.Other->Headers,
                    Scope.Other->BestEffort, Differing);
  }
  for (const std::string &File : directCallers())
    Sources.Files.insert(File);
  keepPart(Scope.Part, Sources.Files);
  if (llvm::Error E = Reader.read(Sources.Files))
    return E;
  if (llvm::Error E = Reader.followNames(Scan.Text.NamedIn))
    return E;
  if (Scope.FollowHelpers)
    if (llvm::Error E = Reader.followHelpers())
      return E;
  Scan.UnitsRead = Reader.Units.size();
  Scan.Index = std::make_unique<FactIndex>(std::move(Reader.Units));
  Scan.Headers = std::move(Reader.Headers);
  Scan.BestEffort = std::move(Reader.BestEffort);
  // Their folders are their own: to the other units they are nothing.
  Scan.Api.Overlay.merge(Reader.headers());
  Unread = std::move(Reader.Unread);
  return llvm::Error::success();
}

/// Sources that may call a table's hook past the VFS: `drv->fops->mmap(..)`.
/// Whether they do, and which tables they reach, is for the compiler to say.
std::set<std::string> Scanner::directCallers() const {
  std::set<std::string> Files;
  std::string Path, Text;
  for (const CandidateHit &Hit : Candidates.Hits) {
    if (Hit.Kind != HitKind::Access ||
        !llvm::StringRef(Hit.Path).ends_with(".c"))
      continue;
    if (Hit.Path != Path) {
      Path = Hit.Path;
      Text = Scan.read(Path).value_or("");
    }
    llvm::StringRef Before = llvm::StringRef(Text).take_front(Hit.Offset);
    llvm::StringRef After = llvm::StringRef(Text).drop_front(Hit.Offset);
    if (Before.ends_with("fops->") && After.starts_with("mmap("))
      Files.insert(Path);
  }
  return Files;
}

/// `f_op->mmap` outside of a table: tested or called by somebody who may see a
/// converted table.
void Scanner::findNullTests() {
  constexpr llvm::StringLiteral Member = "f_op->";
  std::string Path, Text;
  for (const CandidateHit &Hit : Candidates.Hits) {
    if (Hit.Kind != HitKind::Access)
      continue;
    if (Hit.Path != Path) {
      Path = Hit.Path;
      Text = Scan.read(Path).value_or("");
      Scan.Text.MembersNamedIn.push_back(Path);
    }
    llvm::StringRef Before = llvm::StringRef(Text).take_front(Hit.Offset);
    if (Before.ends_with(Member))
      Scan.Text.NullTests.push_back(
          {Path, Hit.Offset, sizeof("mmap") - 1, Hit.Line});
  }
}

HandlerResult Scanner::outcomeOf(const HandlerRecord &Record) const {
  HandlerResult H;
  H.Record = Record;
  auto Failed = Unread.ParseFailed.find(Record.File);
  if (Record.BestEffort)
    for (const std::string &Path : {Record.File, Record.Ops.front().Where.Path})
      if (auto Why = Unread.NotCompiled.find(Path);
          Why != Unread.NotCompiled.end() && H.WhyNotCompiled.empty())
        H.WhyNotCompiled = Why->second;
  if (!Record.Assumes.empty())
    H.WhyNotCompiled = "no configuration fulfils " + Record.Assumes;
  if (!Record.Broken.empty()) {
    H.Outcome = State::NotCompiled;
    H.Reasons.push_back(
        {"", H.WhyNotCompiled + "; read best-effort: " + Record.Broken,
         Record.File, 0});
  } else if (Failed != Unread.ParseFailed.end()) {
    H.Outcome = State::ParseFailed;
    H.Reasons.push_back({"", Failed->second, Record.File, 0});
  } else if (Record.Converted) {
    H.Outcome = State::AlreadyConverted;
  } else if (!Record.Assumes.empty()) {
    // Its table has another hook, or none, wherever a compiler sees it.
    H.Outcome = State::Declined;
    H.Reasons.push_back(
        {"", H.WhyNotCompiled + ": what is changed there cannot be checked",
         Record.File, Record.Line});
  } else {
    PlanResult Planned = plan(inputInTree(Record, *Scan.Index, Scan.Text),
                              Scan.Api.Target, Read);
    H.Outcome = Planned.Accepted ? State::Convertible : State::Declined;
    H.Accepted = std::move(Planned.Accepted);
    H.Edits = std::move(Planned.Edits);
    H.Reasons = std::move(Planned.Obstacles);
    H.Notes = std::move(Planned.Notes);
  }
  return H;
}

void Scanner::planHandlers() {
  ScanResult &R = Scan.Result;
  for (const HandlerRecord &Record : handlersByTable(*Scan.Index))
    R.Handlers.push_back(outcomeOf(Record));
  for (const HandlerResult &H : R.Handlers)
    for (const OpsEntry &E : H.Record.Ops)
      if (E.Type == "file_operations")
        R.Pairs.push_back({E.Where.Path, H.Record.Id, E.Type});
}

void Scanner::account() {
  ScanResult &R = Scan.Result;
  std::sort(R.Pairs.begin(), R.Pairs.end());
  R.Pairs.erase(std::unique(R.Pairs.begin(), R.Pairs.end(),
                            [](const TablePair &A, const TablePair &B) {
                              return !(A < B) && !(B < A);
                            }),
                R.Pairs.end());
  std::vector<TextHit> Hits;
  for (const CandidateHit &Hit : Candidates.Hits)
    if (maySetHook(Hit.Kind))
      Hits.push_back({Hit.Path, Hit.Line,
                      Hit.Kind == HitKind::Initialiser ||
                          Hit.Kind == HitKind::Assignment});
  std::sort(Hits.begin(), Hits.end());
  Hits.erase(std::unique(Hits.begin(), Hits.end()), Hits.end());
  R.Account =
      buildLedger(Hits, *Scan.Index, Unread, [this](const std::string &Path) {
        return Scan.read(Path).value_or("");
      });
}

/// Whether \p Pattern means \p Handler, by its own file or that of a table.
static bool means(const HandlerPattern &Pattern, const HandlerRecord &Handler) {
  return Pattern.matches(Handler.File, Handler.Name) ||
         std::any_of(Handler.Ops.begin(), Handler.Ops.end(),
                     [&](const OpsEntry &E) {
                       return Pattern.matches(E.Where.Path, Handler.Name);
                     });
}

/// Fails if a handler that the scope names was not found. The others are told
/// by the text: their files were not read.
llvm::Error Scanner::resolveNames() {
  for (const HandlerPattern &P : Patterns) {
    std::vector<std::string> Ids;
    for (const HandlerResult &H : Scan.Result.Handlers)
      if (means(P, H.Record) && (P.namesFunction() || !H.Record.Inner))
        Ids.push_back(H.Record.Id);
    bool IsPath = P.Function.empty() && !P.Path.empty();
    if (Ids.empty() && Scope.MayFindNothing && IsPath &&
        (Scan.Tree.texts().count(P.Path) ||
         llvm::sys::fs::exists(Scan.Tree.absolute(P.Path))))
      continue;
    if (Ids.empty())
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          unknownHandler(P, namesIn(Candidates.Hits, Read)));
    if (P.isPlainFunction())
      Ids = {P.Function};
    Scan.Wanted.insert(Scan.Wanted.end(), Ids.begin(), Ids.end());
  }
  return llvm::Error::success();
}

llvm::Expected<TreeScan> scanTree(const CommonOptions &Options,
                                  const std::string &TargetApi,
                                  const ScanScope &Scope) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Tree);
  if (!Tree)
    return Tree.takeError();
  llvm::Expected<CompileDatabase> Database = loadDatabase(*Tree, Options);
  if (!Database)
    return Database.takeError();
  Tree->standIn(Scope.Texts);
  TreeScan Scan{
      std::move(*Tree), std::move(*Database), {}, {}, {}, {}, {}, {}, {}};
  Scan.Result.Version = Scan.Tree.version();
  Scan.Result.Archs = Scan.Database.archs();
  if (llvm::Error E = Scanner(Options, Scope, Scan).run(TargetApi))
    return std::move(E);
  return Scan;
}

} // namespace premap
