// `premap kbuild`: the gate as CHECK= of the kernel's own build, which calls it
// once for each object, with the compiler's words.
#include "guard/GuardedFiles.h"
#include "matchers/FactExtractor.h"
#include "tool/Commands.h"
#include "tool/LintRun.h"
#include "tool/LintTree.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/lint/Baseline.h"
#include "tool/lint/LintReport.h"
#include "tool/tree/CandidateSearch.h"
#include "tool/tree/CompileFlags.h"

#include "CLI/CLI.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;

namespace premap {
namespace {

struct KbuildOptions {
  LintOptions Lint;
  bool Error = false;               ///< findings fail the object
  std::vector<std::string> Command; ///< the compiler's words, source included
  std::string Source;               ///< as Kbuild names it
};

} // namespace

/// Our own options stand in front; the first other word begins the compiler's.
/// \returns what is wrong, or "".
static std::string parseWords(const std::vector<std::string> &Words,
                              KbuildOptions &Options) {
  size_t At = 0;
  for (; At < Words.size(); ++At) {
    StringRef Word = Words[At];
    if (Word == "--error")
      Options.Error = true;
    else if (Word.consume_front("--rules="))
      Options.Lint.Rules = Word.str();
    else if (Word.consume_front("--severity="))
      Options.Lint.Severity = Word.str();
    else if (Word.consume_front("--baseline="))
      Options.Lint.Baseline = Word.str();
    else
      break;
  }
  if (!parseConfidence(Options.Lint.Severity))
    return "--severity is certain, likely or possible, not '" +
           Options.Lint.Severity + "'";
  if (At == Words.size())
    return "kbuild wants the words of a compile command, the source last: it "
           "is for make C=1 CHECK=\"premap kbuild\"";
  Options.Command.assign(Words.begin() + At, Words.end());
  Options.Source = Words.back();
  return "";
}

/// The kernel tree that the absolute \p Path is in.
static llvm::Expected<KernelTree> treeAround(StringRef Path) {
  for (StringRef Folder = llvm::sys::path::parent_path(Path); !Folder.empty();
       Folder = llvm::sys::path::parent_path(Folder)) {
    llvm::SmallString<256> Header(Folder);
    llvm::sys::path::append(Header, "include/linux/fs.h");
    if (llvm::sys::fs::exists(Header))
      return KernelTree::open(Folder);
  }
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 Path + " is in no kernel tree");
}

/// Whether \p Text sets a hook: most files of a kernel do not, and must cost
/// nothing.
static bool setsHook(StringRef Path, StringRef Text) {
  std::vector<std::string> Macros;
  return Text.contains("mmap") &&
         llvm::any_of(
             candidateHits(Path, Text, Macros),
             [](const CandidateHit &Hit) { return maySetHook(Hit.Kind); });
}

/// Reads the one unit into a scan that knows nothing else of the tree.
static llvm::Expected<TreeScan> scanUnit(KernelTree Tree,
                                         const CompileCommand &Command) {
  TreeScan Scan{std::move(Tree), {}, {}, {}, {}, {}, {}, {}, {}};
  HeaderShapes Shapes;
  UnitFacts Unit = extractFacts(Command, Scan.Tree.root(), {},
                                {.Headers = nullptr, .Shapes = &Shapes});
  if (Unit.ParseFailed)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Unit.Diagnostics.empty()
                                       ? Command.File + " does not parse"
                                       : Unit.Diagnostics.front());
  Scan.Api.Tree = Scan.Api.Target = featuresOf(Shapes);
  Scan.Result.Version = Scan.Tree.version();
  Scan.Result.TreeProfile = profileName(Scan.Api.Tree);
  std::vector<UnitFacts> Units;
  Units.push_back(std::move(Unit));
  Scan.Index = std::make_unique<FactIndex>(std::move(Units));
  return Scan;
}

static llvm::Error judge(const TreeScan &Scan, const KbuildOptions &Options,
                         LintResult &Result) {
  LintOptions Lint = Options.Lint;
  Lint.Common.Tree = Scan.Tree.root();
  const std::string Known = baselineOf(Lint);
  std::string List = Lint.Rules;
  if (List.empty() && Known.empty())
    List = "-" + DeprecatedHookRule;
  llvm::Expected<RuleChoice> Rules = RuleChoice::parse(List);
  if (!Rules)
    return Rules.takeError();
  Result.Findings = findingsOf(Scan, *Rules);
  Result.Suppressed =
      applySuppressions(Scan, *Rules, Result.Findings, Result.Stale);
  if (!Known.empty()) {
    llvm::Expected<Baseline> Base = Baseline::read(Known);
    if (!Base)
      return Base.takeError();
    // Other units have the other entries.
    Base->mark(Result.Findings, [](const LintKey &) { return false; });
  }
  Confidence Threshold =
      parseConfidence(Lint.Severity).value_or(Confidence::Likely);
  std::erase_if(Result.Findings, [&](const GateFinding &F) {
    return F.How < Threshold || !F.IsNew;
  });
  return llvm::Error::success();
}

int runKbuild(const std::vector<std::string> &Words) {
  KbuildOptions Options;
  if (std::string Wrong = parseWords(Words, Options); !Wrong.empty()) {
    complain(Wrong);
    return ExitUsage;
  }
  // Assembler and the like.
  if (!StringRef(Options.Source).ends_with(".c"))
    return ExitOk;
  llvm::ErrorOr<std::string> Text = readRegularFile(Options.Source);
  if (!Text) {
    complain("cannot read " + Options.Source + ": " +
             Text.getError().message());
    return ExitUsage;
  }
  if (!setsHook(Options.Source, *Text))
    return ExitOk;
  llvm::SmallString<256> Here, Path(Options.Source), Real;
  if (std::error_code EC = llvm::sys::fs::current_path(Here))
    return fail(llvm::createStringError(EC, "the current folder is gone"),
                ExitUsage);
  llvm::sys::fs::make_absolute(Path);
  if (!llvm::sys::fs::real_path(Path, Real))
    Path = Real;
  llvm::Expected<KernelTree> Tree = treeAround(Path);
  if (!Tree)
    return fail(Tree.takeError(), ExitUsage);
  std::vector<std::string> Argv{"gcc"};
  Argv.insert(Argv.end(), Options.Command.begin(), Options.Command.end());
  CompileCommand Command = translateCommand(Here, Path, Argv, "").Command;
  Command.Folders = {Tree->root(), Here.str().str()};
  llvm::Expected<TreeScan> Scan = scanUnit(std::move(*Tree), Command);
  if (!Scan)
    return fail(Scan.takeError(), ExitIncomplete);
  LintResult Result;
  if (llvm::Error E = judge(*Scan, Options, Result))
    return fail(std::move(E), ExitUsage);
  say(lintToMessages(Result));
  return Options.Error && Result.newOnes() ? ExitFindings : ExitOk;
}

void addKbuildCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "kbuild", "Be the CHECK= of the kernel's own build: lint one file");
  Sub->add_option("--rules", "As for lint; before the compiler's words");
  Sub->add_option("--severity")->description("The same");
  Sub->add_option("--baseline")->description("The same");
  Sub->add_flag("--error")->description("Fail the object that has findings");
  Sub->footer(
      footer({"make C=1 CHECK=\"premap kbuild\" drivers/char/",
              "make C=2 CHECK=\"premap kbuild --error\" drivers/char/mem.o"}));
  Sub->callback([&Action] { Action = [] { return runKbuild({}); }; });
}

} // namespace premap
