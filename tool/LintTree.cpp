#include "tool/LintTree.h"

#include "findings/Inputs.h"
#include "findings/Lint.h"
#include "kernel/Hooks.h"
#include "kernel/Rules.h"
#include "tool/LibraryHooks.h"
#include "tool/lint/Suppressions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>
#include <set>
#include <tuple>

namespace premap {
namespace {

/// Texts of a scan's files, each read once.
class Texts {
public:
  explicit Texts(const TreeScan &Scan) : Scan(Scan) {}

  const std::string &of(const std::string &Path) {
    auto [At, IsNew] = Read.try_emplace(Path);
    if (IsNew)
      At->second = Scan.read(Path).value_or("");
    return At->second;
  }

  /// The 1-based column of \p Where, in characters; 0 if it has no text.
  unsigned column(const Span &Where) {
    llvm::StringRef Text = of(Where.Path);
    if (!Where.Line || Where.Offset > Text.size())
      return 0;
    llvm::StringRef Before = Text.take_front(Where.Offset);
    Before = Before.substr(Before.rfind('\n') + 1);
    // Bytes that go on with a character are not counted.
    return 1 + llvm::count_if(Before, [](char C) {
             return (static_cast<unsigned char>(C) & 0xC0) != 0x80;
           });
  }

  /// The line that \p Where is in.
  std::string line(const Span &Where) {
    llvm::StringRef Text = of(Where.Path);
    if (Where.Offset > Text.size())
      return "";
    size_t Begin = Text.take_front(Where.Offset).rfind('\n') + 1;
    return Text.substr(Begin).split('\n').first.trim().str();
  }

private:
  const TreeScan &Scan;
  std::map<std::string, std::string> Read;
};

} // namespace

/// Whether the tree of \p Scan has the hook that replaces `Record.Field`.
static bool isDeprecated(const TreeScan &Scan, const OpsEntry &Entry) {
  const kernel::Hook *Hook = kernel::hookNamed(Entry.Type, Entry.Field);
  if (!Hook || Hook->Field != Entry.Field || Hook->Prepare.empty())
    return false;
  const std::string Replacement =
      std::string(Hook->Record) + "." + std::string(Hook->Prepare);
  return llvm::is_contained(featureNames(Scan.Api.Tree), Replacement);
}

/// Whether a person wrote this table's hook there.
static bool isSpelled(const OpsEntry &Entry) {
  switch (Entry.Form) {
  case EntryForm::Designated:
  case EntryForm::RuntimeAssignment:
  case EntryForm::Positional:
  case EntryForm::MacroBody:
    return !Entry.Null && Entry.Where.Line != 0;
  case EntryForm::Copy:
    return false;
  }
  return false;
}

/// `.mmap` where the tree has `.mmap_prepare`.
static void findDeprecatedHooks(const TreeScan &Scan, Texts &Files,
                                std::vector<GateFinding> &Findings) {
  for (const OpsEntry &Entry : Scan.Index->tables()) {
    if (!isSpelled(Entry) || !isDeprecated(Scan, Entry))
      continue;
    const kernel::Hook *Hook = kernel::hookNamed(Entry.Type, Entry.Field);
    const std::string Value =
        Entry.Handler.empty() ? Entry.ValueText : Entry.Handler;
    const Span &Where = Entry.FieldName ? Entry.FieldName : Entry.Where;
    GateFinding F;
    F.Rule = DeprecatedHookRule;
    F.How = Confidence::Certain;
    F.Where.File = Where.Path;
    F.Where.Line = Where.Line;
    F.Where.Column = Files.column(Where);
    F.Function = Entry.Handler;
    F.Table = {Entry.Type,
               Entry.Field,
               Entry.Variable,
               {Entry.Where.Path, Entry.Where.Line, Files.column(Entry.Where)}};
    F.Message = (Entry.Variable.empty() ? "a " + Entry.Type : Entry.Variable) +
                " sets the deprecated hook ." + Entry.Field + " (" + Value +
                ")";
    F.Fix = "Write the hook as ." + std::string(Hook->Prepare) + ".";
    F.Statement = "." + Entry.Field + " = " + normalised(Value);
    Findings.push_back(std::move(F));
  }
}

/// What is wrong with the hooks themselves.
static void findDefects(const TreeScan &Scan, const RuleChoice &Rules,
                        std::vector<GateFinding> &Findings) {
  const VmaFunctions Helpers(*Scan.Index);
  for (const HandlerRecord &Record : handlersByTable(*Scan.Index)) {
    ConversionInput Input = inputInTree(Record, *Scan.Index, Scan.Text);
    Helpers.addHelpers(Input);
    for (LintFinding &Found : lintFindings(Input, Scan.Api.Tree))
      if (Rules.has(Found.Rule))
        Findings.push_back({std::move(Found), "", "", true});
  }
}

/// Whether \p Path is a part of the core, which knows both hooks.
static bool isCore(llvm::StringRef Path) {
  return Path.starts_with("mm/") || Path.starts_with("include/");
}

/// Whether \p F looks at `.mmap_prepare` as well.
static bool knowsBothHooks(const UnitFacts &Unit, const FunctionFacts &F) {
  return llvm::any_of(Unit.FieldUses, [&](const FieldUse &Use) {
    return Use.Type == "file_operations" && Use.Field == "mmap_prepare" &&
           F.Definition.contains(Use.Where);
  });
}

/// `f_op->mmap` outside of the core: files with the new hook have none.
static void findHookReads(const TreeScan &Scan, Texts &Files,
                          std::vector<GateFinding> &Findings) {
  if (!Scan.Api.Tree.CanMmapFile)
    return;
  for (const UnitFacts &Unit : Scan.Index->units())
    for (const FieldUse &Use : Unit.FieldUses) {
      bool Looks =
          Use.Type == "file_operations" && Use.Field == "mmap" &&
          (Use.Kind == FieldUseKind::Read || Use.Kind == FieldUseKind::Call);
      if (!Looks || !Use.Where || isCore(Use.Where.Path))
        continue;
      GateFinding F;
      F.Rule = kernel::rule::PM038;
      F.How = Confidence::Likely;
      F.Where = {Use.Where.Path, Use.Where.Line, Files.column(Use.Where)};
      const FunctionFacts *Around = nullptr;
      for (const FunctionFacts &Function : Unit.Functions)
        if (Function.Definition.contains(Use.Where))
          Around = &Function;
      if (!Around || knowsBothHooks(Unit, *Around))
        continue;
      F.Function = Around->Name;
      F.Message = Use.Kind == FieldUseKind::Call
                      ? "calls .mmap of a table, and those with .mmap_prepare "
                        "have none"
                      : "takes a table without .mmap for one that maps nothing";
      F.Fix = kernel::ruleOf(F.Rule)->Cure;
      F.Statement = normalised(Files.line(Use.Where));
      Findings.push_back(std::move(F));
    }
}

/// What is wrong with the functions of vm_ops tables that no hook of their own
/// file installs: a subsystem does it.
static void findTableDefects(const TreeScan &Scan, const RuleChoice &Rules,
                             std::vector<GateFinding> &Findings) {
  std::set<std::tuple<std::string, std::string, unsigned>> Said;
  for (const GateFinding &F : Findings)
    Said.insert({F.Rule, F.Where.File, F.Where.Line});
  for (const UnitFacts &Unit : Scan.Index->units())
    for (const VmOpsTable &Table : Unit.VmOps)
      for (LintFinding &Found : lintTable(Table, Unit.Functions, Scan.Api.Tree))
        if (Rules.has(Found.Rule) &&
            Said.insert({Found.Rule, Found.Where.File, Found.Where.Line})
                .second)
          Findings.push_back({std::move(Found), "", "", true});
}

std::vector<GateFinding> findingsOf(const TreeScan &Scan,
                                    const RuleChoice &Rules) {
  std::vector<GateFinding> Findings;
  Texts Files(Scan);
  if (Rules.has(DeprecatedHookRule))
    findDeprecatedHooks(Scan, Files, Findings);
  findDefects(Scan, Rules, Findings);
  findTableDefects(Scan, Rules, Findings);
  if (Rules.has(std::string(kernel::rule::PM038)))
    findHookReads(Scan, Files, Findings);
  settle(Findings);
  return Findings;
}

size_t applySuppressions(const TreeScan &Scan, const RuleChoice &Rules,
                         std::vector<GateFinding> &Findings,
                         std::vector<StaleEntry> &Stale) {
  std::set<std::string> Files;
  for (const UnitFacts &Unit : Scan.Index->units())
    Files.insert(Unit.File);
  for (const GateFinding &F : Findings)
    Files.insert(F.Where.File);
  size_t Before = Findings.size();
  for (const std::string &File : Files) {
    std::optional<std::string> Text = Scan.read(File);
    for (const Suppression &S : suppressionsOf(Text.value_or(""))) {
      size_t Had = Findings.size();
      std::erase_if(Findings, [&](const GateFinding &F) {
        return F.Where.File == File && S.silences(F);
      });
      bool Asked = llvm::any_of(
          S.Rules, [&](const std::string &Rule) { return Rules.has(Rule); });
      if (S.Reason.empty())
        Stale.push_back({"suppression", File, S.Line,
                         "this suppression gives no reason, so it silences "
                         "nothing"});
      else if (Had == Findings.size() && Asked)
        Stale.push_back({"suppression", File, S.Line,
                         "this suppression of " + llvm::join(S.Rules, ", ") +
                             " silences nothing"});
    }
  }
  return Before - Findings.size();
}

} // namespace premap
