#include "tool/LintRun.h"

#include "tool/ChangedTexts.h"
#include "tool/ConfigFile.h"
#include "tool/LintTree.h"
#include "tool/lint/Baseline.h"

#include "CLI/CLI.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

#include <ctime>

namespace premap {
namespace {

/// The stages of one run, in order.
class Gate {
public:
  explicit Gate(const LintOptions &Options) : Options(Options) {}

  llvm::Expected<LintResult> run();

  /// The gate's opinion of \p Scan, which may have been made for another
  /// purpose.
  llvm::Expected<LintResult> judge(const TreeScan &Scan);

private:
  llvm::Error chooseRules();
  llvm::Error settleStates();
  llvm::Expected<TreeScan> scan(const StandInTexts &Texts,
                                const TreeScan *Other) const;
  llvm::Error letPass(const TreeScan &Scan);
  llvm::Error compare(const TreeScan &After);
  llvm::Error compareWithBaseline();
  bool wasRead(const std::string &File) const;

  const LintOptions &Options;
  RuleChoice Rules;
  Confidence Threshold = Confidence::Likely;
  std::vector<HandlerPattern> Patterns; ///< empty: the whole tree
  std::vector<std::string> Scope;       ///< the same as typed
  bool HasOldState = false;
  TreeStates States;
  LintResult Result;
};

} // namespace

std::string baselineOf(const LintOptions &Options) {
  if (Options.WithoutBaseline)
    return "";
  if (!Options.Baseline.empty())
    return Options.Baseline;
  std::string Own = Options.Common.Tree + "/" + BaselineName;
  return llvm::sys::fs::exists(Own) ? Own : "";
}

/// The day that it is in UTC, as allowances name it.
static std::string today() {
  std::time_t Now = std::time(nullptr);
  std::tm Parts{};
  char Text[16];
  ::gmtime_r(&Now, &Parts);
  std::strftime(Text, sizeof(Text), "%Y-%m-%d", &Parts);
  return Text;
}

llvm::Error Gate::settleStates() {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Common.Tree);
  if (!Tree)
    return Tree.takeError();
  Scope = Options.Paths;
  HasOldState = !Options.NewFromRev.empty() || !Options.Diff.empty();
  if (HasOldState) {
    llvm::Expected<TreeStates> Found =
        Options.Diff.empty() ? statesSinceRev(*Tree, Options.NewFromRev)
                             : statesAroundPatch(*Tree, Options.Diff);
    if (!Found)
      return Found.takeError();
    States = std::move(*Found);
  }
  // A mail is about some files: all others are as they were.
  if (!Options.Diff.empty() && Scope.empty())
    Scope = affectedSources(*Tree, States, Options.Common.jobs());
  Patterns = parseHandlerPatterns(Scope, *Tree);
  return llvm::Error::success();
}

llvm::Expected<TreeScan> Gate::scan(const StandInTexts &Texts,
                                    const TreeScan *Other) const {
  ScanScope What;
  What.Handlers = Scope;
  What.MayFindNothing = true;
  What.FollowHelpers = true;
  What.AllTables = Options.Tables == "all";
  What.Texts = Texts;
  What.Other = Other;
  return scanTree(Options.Common, "auto", What);
}

bool Gate::wasRead(const std::string &File) const {
  return Patterns.empty() ||
         llvm::any_of(Patterns, [&](const HandlerPattern &Pattern) {
           return Pattern.matchesFile(File);
         });
}

/// Comments and the allow-list.
llvm::Error Gate::letPass(const TreeScan &Scan) {
  Result.Suppressed +=
      applySuppressions(Scan, Rules, Result.Findings, Result.Stale);
  ConfigOptions Config;
  Config.File = Options.Config;
  llvm::Expected<EffectiveConfig> Settings =
      effectiveConfig(Config, Options.Common.Tree);
  if (!Settings)
    return Settings.takeError();
  std::vector<Allowance> Asked;
  for (const Allowance &A : Settings->Allowed)
    if (Rules.has(A.Rule))
      Asked.push_back(A);
  std::vector<StaleEntry> Stale;
  Result.Suppressed +=
      applyAllowances(Asked, today(), Settings->Source, Result.Findings, Stale);
  // What was not read may well be allowed for a reason.
  if (Patterns.empty())
    Result.Stale.insert(Result.Stale.end(), Stale.begin(), Stale.end());
  return llvm::Error::success();
}

/// Marks what the old state has as well.
llvm::Error Gate::compare(const TreeScan &After) {
  llvm::Expected<TreeScan> Before = scan(States.Before, &After);
  if (!Before)
    return Before.takeError();
  Baseline::of(findingsOf(*Before, Rules))
      .mark(Result.Findings, [](const LintKey &) { return false; });
  return llvm::Error::success();
}

llvm::Error Gate::compareWithBaseline() {
  const std::string Path = baselineOf(Options);
  if (Path.empty())
    return llvm::Error::success();
  llvm::Expected<Baseline> Known = Baseline::read(Path);
  if (!Known)
    return Known.takeError();
  std::vector<GateFinding> Marked = Result.Findings;
  std::vector<StaleEntry> Stale = Known->mark(Marked, [&](const LintKey &Key) {
    return !HasOldState && Rules.has(std::get<0>(Key)) &&
           wasRead(std::get<1>(Key));
  });
  for (size_t I = 0; I != Marked.size(); ++I)
    Result.Findings[I].IsNew &= Marked[I].IsNew;
  Result.Stale.insert(Result.Stale.end(), Stale.begin(), Stale.end());
  return llvm::Error::success();
}

llvm::Error Gate::chooseRules() {
  std::string Words = Options.Rules;
  // All of today's deprecated hooks at once are no help to anybody.
  if (Words.empty() && Options.NewFromRev.empty() && Options.Diff.empty() &&
      baselineOf(Options).empty())
    Words = "-" + DeprecatedHookRule;
  llvm::Expected<RuleChoice> Choice = RuleChoice::parse(Words);
  if (!Choice)
    return Choice.takeError();
  Rules = std::move(*Choice);
  Threshold = parseConfidence(Options.Severity).value_or(Confidence::Likely);
  return llvm::Error::success();
}

llvm::Expected<LintResult> Gate::judge(const TreeScan &Scan) {
  if (llvm::Error E = chooseRules())
    return std::move(E);
  Result.Version = Scan.Result.Version;
  Result.Archs = Scan.Result.Archs;
  Result.Profile = Scan.Result.TreeProfile;
  Result.Features = Scan.Result.TreeFeatures;
  Result.Incomplete = Scan.Result.Incomplete;
  Result.Findings = findingsOf(Scan, Rules);
  std::erase_if(Result.Findings,
                [&](const GateFinding &F) { return !wasRead(F.Where.File); });
  if (llvm::Error E = letPass(Scan))
    return std::move(E);
  if (HasOldState)
    if (llvm::Error E = compare(Scan))
      return std::move(E);
  if (llvm::Error E = compareWithBaseline())
    return std::move(E);
  Result.BelowThreshold = std::erase_if(
      Result.Findings, [&](const GateFinding &F) { return F.How < Threshold; });
  std::sort(Result.Stale.begin(), Result.Stale.end());
  return std::move(Result);
}

llvm::Expected<LintResult> Gate::run() {
  // Before anything is read.
  if (llvm::Error E = chooseRules())
    return std::move(E);
  if (llvm::Error E = settleStates())
    return std::move(E);
  // Nothing that a rule reads is in the patch.
  if (!Options.Diff.empty() && Scope.empty())
    return std::move(Result);
  llvm::Expected<TreeScan> After = scan(States.After, nullptr);
  if (!After)
    return After.takeError();
  return judge(*After);
}

llvm::Expected<LintResult> runLint(const LintOptions &Options) {
  return Gate(Options).run();
}

llvm::Expected<LintResult> lintOf(const TreeScan &Scan,
                                  const LintOptions &Options) {
  return Gate(Options).judge(Scan);
}

void addLintOptions(CLI::App &App, LintOptions &Options) {
  addCommonOptions(App, Options.Common);
  App.add_option("--tables", Options.Tables,
                 "file_operations, or all: inner hooks of other tables too")
      ->check(CLI::IsMember({"file_operations", "all"}))
      ->capture_default_str();
  App.add_option("--baseline", Options.Baseline,
                 std::string("The findings to live with (default: ") +
                     BaselineName + " of TREE, if it is there)")
      ->type_name("FILE");
  App.add_option("--config", Options.Config,
                 "Settings with the allow-list (default: .premap.yaml of TREE, "
                 "else the nearest one)")
      ->type_name("FILE");
}

} // namespace premap
