#include "tool/ScanTree.h"

#include "matchers/FactExtractor.h"
#include "rewriters/Rewrite.h"
#include "tool/HandlerNames.h"
#include "tool/LibraryHooks.h"
#include "tool/ScanScope.h"
#include "tool/UncompiledHandlers.h"
#include "tool/deliver/ExitCode.h"
#include "tool/tree/CandidateSearch.h"
#include "tool/tree/Progress.h"
#include "tool/tree/SourceWalk.h"
#include "tool/tree/WordSearch.h"
#include "tool/tree/WorkerPool.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace premap {

std::optional<std::string> TreeScan::read(const std::string &Path) const {
  auto Text = llvm::MemoryBuffer::getFile(Tree.absolute(Path), /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!Text)
    return std::nullopt;
  return (*Text)->getBuffer().str();
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
  llvm::Error parse(const std::set<std::string> &Files);
  llvm::Error followNames();
  std::set<std::string> externalHandlers() const;
  std::vector<CompileCommand> commandsFor(const std::set<std::string> &Files);
  std::set<std::string> directCallers() const;
  void findNullTests();
  void planHandlers();
  void account();
  llvm::Error checkNames() const;

  const CommonOptions &Options;
  const ScanScope &Scope;
  TreeScan &Scan;
  FileReader Read = [this](const std::string &Path) { return Scan.read(Path); };
  CandidateSet Candidates;
  std::set<std::string> Parsed; ///< files, tree-relative
  std::vector<UnitFacts> Units;
  UnreadFiles Unread;
};

} // namespace

llvm::Error Scanner::run(const std::string &TargetApi) {
  Candidates = searchCandidates(Scan.Tree, Options.jobs());
  for (const UnreadPath &U : Candidates.Unread)
    Scan.Result.Incomplete.push_back({U.Path, U.Reason});
  if (llvm::Error E = chooseApi(TargetApi))
    return E;
  ScanSources Sources = sourcesFor(Scope, Candidates, Read);
  Unread.OtherTables = std::move(Sources.OtherTables);
  for (const std::string &File : directCallers()) {
    Sources.Files.insert(File);
    Unread.OtherTables.erase(File);
  }
  if (llvm::Error E = parse(Sources.Files))
    return E;
  if (llvm::Error E = followNames())
    return E;
  Scan.Index = std::make_unique<FactIndex>(std::move(Units));
  findNullTests();
  planHandlers();
  addUncompiledHandlers(Unread.NotCompiled, Read, Scan.Result);
  for (const auto &[File, Why] : Unread.ParseFailed)
    Scan.Result.Incomplete.push_back({File, Why});
  if (Scope.Handlers.empty())
    account();
  if (llvm::Error E = checkNames())
    return E;
  std::sort(Scan.Result.Handlers.begin(), Scan.Result.Handlers.end(),
            [](const HandlerResult &A, const HandlerResult &B) {
              return A.Record.Id < B.Record.Id;
            });
  std::sort(Scan.Result.Incomplete.begin(), Scan.Result.Incomplete.end());
  if (!Scan.Result.Account.Error.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "the account of the text hits does not add "
                                   "up: " +
                                       Scan.Result.Account.Error);
  return llvm::Error::success();
}

/// The API of the tree, and the one that conversions are planned for.
llvm::Error Scanner::chooseApi(const std::string &TargetApi) {
  llvm::Expected<TargetSetup> Setup =
      setUpTarget(Scan.Tree, Scan.Database, TargetApi);
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

std::vector<CompileCommand>
Scanner::commandsFor(const std::set<std::string> &Files) {
  std::vector<CompileCommand> Commands;
  for (const std::string &File : Files) {
    std::vector<CompileCommand> All = Scan.Database.commands(File);
    if (All.empty())
      Unread.NotCompiled[File] = Scan.Database.whyMissing(File);
    Commands.insert(Commands.end(), All.begin(), All.end());
  }
  return Commands;
}

/// Reads \p Files in worker processes, once for each architecture.
llvm::Error Scanner::parse(const std::set<std::string> &Files) {
  std::set<std::string> New;
  std::set_difference(Files.begin(), Files.end(), Parsed.begin(), Parsed.end(),
                      std::inserter(New, New.end()));
  Parsed.insert(New.begin(), New.end());
  // A name led to it after all.
  for (const std::string &File : New)
    Unread.OtherTables.erase(File);
  std::vector<CompileCommand> Commands = commandsFor(New);
  if (Commands.empty())
    return llvm::Error::success();

  Progress Report(Options.progress(), "reading");
  WorkerPoolOptions Pool;
  Pool.Jobs = Options.jobs();
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Report.update(Done, Total);
  };
  auto Results = runInWorkers(
      Commands.size(),
      [&](size_t I) {
        UnitFacts Facts =
            extractFacts(Commands[I], Scan.Tree.root(), Scan.Api.Overlay);
        std::vector<uint8_t> Bytes =
            nlohmann::json::to_cbor(nlohmann::json(Facts));
        return std::string(Bytes.begin(), Bytes.end());
      },
      Pool);
  if (!Results)
    return Results.takeError();

  for (size_t I = 0; I < Commands.size(); ++I) {
    std::optional<std::string> File =
        Scan.Tree.relative(Commands[I].File, Commands[I].Directory);
    const JobResult &Job = (*Results)[I];
    if (!Job.ok()) {
      Unread.ParseFailed[*File] = "reading it " + Job.Problem;
      continue;
    }
    UnitFacts Facts = nlohmann::json::from_cbor(Job.Bytes).get<UnitFacts>();
    if (Facts.ParseFailed)
      Unread.ParseFailed.try_emplace(
          Facts.File, Facts.Diagnostics.empty() ? "does not parse"
                                                : Facts.Diagnostics.front());
    Units.push_back(std::move(Facts));
  }
  return llvm::Error::success();
}

/// Names of hooks that can be linked to from other files, or are defined in
/// none of the files read so far.
std::set<std::string> Scanner::externalHandlers() const {
  std::set<std::string> Names;
  for (const UnitFacts &Unit : Units)
    for (const OpsEntry &E : Unit.Ops)
      if (!E.Handler.empty() && E.HandlerFile.empty())
        Names.insert(E.Handler);
  return Names;
}

/// Reads the files that define or name an external handler: its body, its
/// direct callers and its other tables may be anywhere.
llvm::Error Scanner::followNames() {
  std::set<std::string> Known;
  for (;;) {
    std::set<std::string> Names = externalHandlers();
    std::vector<std::string> New;
    std::set_difference(Names.begin(), Names.end(), Known.begin(), Known.end(),
                        std::back_inserter(New));
    if (New.empty())
      return llvm::Error::success();
    Known.insert(New.begin(), New.end());

    WordSearch Words(New);
    std::vector<std::string> Files = listSources(Scan.Tree).Files;
    std::vector<std::set<unsigned>> Found(Files.size());
    forEachSource(Scan.Tree, Files, Options.jobs(),
                  [&](size_t File, llvm::StringRef Text) {
                    Words.forEach(Text, [&](size_t, unsigned Word) {
                      Found[File].insert(Word);
                    });
                  });
    std::set<std::string> Sources;
    for (size_t File = 0; File < Files.size(); ++File)
      for (unsigned Word : Found[File]) {
        Scan.Text.NamedIn[Words.words()[Word]].push_back(Files[File]);
        if (llvm::StringRef(Files[File]).ends_with(".c"))
          Sources.insert(Files[File]);
      }
    if (llvm::Error E = parse(Sources))
      return E;
  }
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
    }
    llvm::StringRef Before = llvm::StringRef(Text).take_front(Hit.Offset);
    if (Before.ends_with(Member))
      Scan.Text.NullTests.push_back(
          {Path, Hit.Offset, sizeof("mmap") - 1, Hit.Line});
  }
}

void Scanner::planHandlers() {
  ScanResult &R = Scan.Result;
  for (const HandlerRecord &Record : handlersByTable(*Scan.Index)) {
    HandlerResult H;
    H.Record = Record;
    auto Failed = Unread.ParseFailed.find(Record.File);
    if (Failed != Unread.ParseFailed.end()) {
      H.Outcome = State::ParseFailed;
      H.Reasons.push_back({"", Failed->second, Record.File, 0});
    } else if (Record.Converted) {
      H.Outcome = State::AlreadyConverted;
    } else {
      PlanResult Planned = plan(inputInTree(Record, *Scan.Index, Scan.Text),
                                Scan.Api.Target, Read);
      H.Outcome = Planned.Accepted ? State::Convertible : State::Declined;
      H.Accepted = std::move(Planned.Accepted);
      H.Edits = std::move(Planned.Edits);
      H.Reasons = std::move(Planned.Obstacles);
    }
    R.Handlers.push_back(std::move(H));
  }
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

/// Fails if a handler that the scope names was not found. The others are told
/// by the text: their files were not read.
llvm::Error Scanner::checkNames() const {
  for (const std::string &Wanted : Scope.Handlers) {
    if (!Scan.Result.find(Wanted).empty())
      continue;
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        unknownHandler(Wanted, namesIn(Candidates.Hits, Read)));
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
  TreeScan Scan{std::move(*Tree), std::move(*Database), {}, {}, {}, {}};
  Scan.Result.Version = Scan.Tree.version();
  Scan.Result.Archs = Scan.Database.archs();
  if (llvm::Error E = Scanner(Options, Scope, Scan).run(TargetApi))
    return std::move(E);
  return Scan;
}

} // namespace premap
