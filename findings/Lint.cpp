#include "findings/LintRules.h"

#include "kernel/Calls.h"
#include "kernel/Hooks.h"

#include <algorithm>

namespace premap {

static Place placeOf(const Span &Where) {
  return {Where.Path, Where.Line, Where.Column};
}

/// The entry that names \p In, else the first one.
static const OpsEntry *entryOf(const ConversionInput &Input,
                               const FunctionFacts &In) {
  for (const OpsEntry &Entry : Input.Entries)
    if (Entry.Handler == In.Name)
      return &Entry;
  return Input.Entries.empty() ? nullptr : &Input.Entries.front();
}

/// The call of \p Name in \p From, or null.
static const Event *callOf(const FunctionFacts &From, const std::string &Name) {
  for (const Event &E : From.Body.Events)
    if ((E.Kind == EventKind::HelperCall || E.Kind == EventKind::OtherCall) &&
        E.Name == Name)
      return &E;
  return nullptr;
}

std::vector<LintStep> LintReport::wayTo(const FunctionFacts &In) const {
  std::vector<LintStep> Way;
  const FunctionFacts *At = &In;
  // A caller stands before those that it brought into the team.
  for (size_t I = Together.Members.size(); I-- > 0;) {
    const FunctionFacts &From = *Together.Members[I].Facts;
    const Event *Call = &From == At ? nullptr : callOf(From, At->Name);
    if (!Call)
      continue;
    Way.push_back(
        {placeOf(Call->Where), From.Name + "() calls " + At->Name + "()"});
    At = &From;
  }
  if (const OpsEntry *Entry = entryOf(Input, In))
    Way.push_back({placeOf(Entry->Where), "." + Entry->Field + " of " +
                                              Entry->Variable + " is " +
                                              Entry->Handler + "()"});
  std::reverse(Way.begin(), Way.end());
  return Way;
}

void LintReport::say(std::string_view Rule, Confidence How,
                     const FunctionFacts &In, const Span &Where,
                     const std::string &Statement, std::string Message) {
  LintFinding F;
  F.Rule = Rule;
  F.Where = placeOf(Where);
  F.Function = In.Name;
  F.Message = std::move(Message);
  F.How = How;
  if (const OpsEntry *Entry = entryOf(Input, In))
    F.Table = {Entry->Type, Entry->Field, Entry->Variable,
               placeOf(Entry->Where)};
  F.Way = wayTo(In);
  if (const kernel::Rule *Row = kernel::ruleOf(Rule))
    F.Fix = Row->Cure;
  F.Statement = oneLine(Statement);
  Found.push_back(std::move(F));
}

void LintReport::say(std::string_view Rule, Confidence How,
                     const FunctionFacts &In, const Event &At,
                     std::string Message) {
  say(Rule, How, In, At.Where, At.Text, std::move(Message));
}

bool LintReport::hasCallers() const {
  return std::none_of(
      Input.Entries.begin(), Input.Entries.end(),
      [](const OpsEntry &E) { return E.Type == "file_operations"; });
}

bool LintReport::takesAnyOffset() const {
  return std::any_of(
      Input.Entries.begin(), Input.Entries.end(),
      [](const OpsEntry &E) { return kernel::mayTakeAnyOffset(E.Type); });
}

std::vector<const VmOpsTable *> LintReport::vmOps() const {
  std::vector<const VmOpsTable *> Out;
  for (const Teammate &T : Together.Members)
    for (const std::string &Name : T.body().VmOps)
      for (const VmOpsTable &Table : Input.VmOps)
        if (Table.Name == Name &&
            std::find(Out.begin(), Out.end(), &Table) == Out.end())
          Out.push_back(&Table);
  return Out;
}

const FunctionFacts *LintReport::functionNamed(std::string_view Name) const {
  for (const FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Name && F.Body.Present)
      return &F;
  return nullptr;
}

const FunctionFacts *LintReport::functionOf(const VmOpsHook &Hook) const {
  return functionNamed(Hook.Value);
}

bool lists(const std::vector<std::string> &Flags, std::string_view Flag) {
  return std::find(Flags.begin(), Flags.end(), Flag) != Flags.end();
}

bool LintReport::sets(const std::string &Flag) const {
  return std::any_of(
      Together.Members.begin(), Together.Members.end(),
      [&](const Teammate &T) { return lists(T.body().FlagsSet, Flag); });
}

bool LintReport::clears(const std::string &Flag) const {
  return std::any_of(
      Together.Members.begin(), Together.Members.end(),
      [&](const Teammate &T) { return lists(T.body().FlagsCleared, Flag); });
}

/// Adds those that get the VMA and need not be private to the file, as they do
/// for a conversion.
static void addHelpers(const ConversionInput &Input, Team &Together) {
  for (const FunctionFacts *F : Together.Strangers)
    Together.Members.push_back({F, false, nullptr, {}});
  Together.Strangers.clear();
  auto Definition = [&](const std::string &File,
                        const std::string &Name) -> const FunctionFacts * {
    const FunctionFacts *Other = nullptr;
    for (const auto *Functions :
         {&Input.FileFunctions, &Input.HelpersElsewhere})
      for (const FunctionFacts &F : *Functions) {
        if (F.Name != Name || !F.Body.Present || F.Body.VmaParameter.empty())
          continue;
        if (F.File == File)
          return &F;
        if (!F.Static)
          Other = &F;
      }
    return Other;
  };
  for (size_t I = 0; I < Together.Members.size(); ++I) {
    const FunctionFacts &From = *Together.Members[I].Facts;
    for (const Event &E : From.Body.Events) {
      bool Calls =
          E.Kind == EventKind::HelperCall || E.Kind == EventKind::OtherCall;
      const FunctionFacts *F = Calls && !Together.member(E.Name)
                                   ? Definition(From.File, E.Name)
                                   : nullptr;
      if (F)
        Together.Members.push_back({F, false, nullptr, {}});
    }
  }
}

static std::vector<LintFinding> settled(std::vector<LintFinding> &Found) {
  std::sort(Found.begin(), Found.end());
  Found.erase(std::unique(Found.begin(), Found.end()), Found.end());
  return std::move(Found);
}

std::vector<LintFinding> lintFindings(const ConversionInput &Facts,
                                      const ApiFeatures &Api) {
  if (!Facts.Handler.Body.Present || kernel::isLibraryHook(Facts.Handler.Name))
    return {};
  // Another hook that shares a helper is linted for itself.
  LintReport R{Facts, Api, teamOf(Facts), {}};
  std::erase_if(R.Together.Members,
                [](const Teammate &T) { return T.Peer != nullptr; });
  addHelpers(Facts, R.Together);
  lintMappings(R);
  lintFaults(R);
  lintFlags(R);
  lintOffsets(R);
  lintErrors(R);
  lintCounts(R);
  lintLookups(R);
  lintSplits(R);
  lintVmOps(R);
  lintActions(R);
  lintRangeWrites(R);
  if (R.isConverted()) {
    lintPrepare(R);
    lintMerges(R);
    lintMapped(R);
  }
  return settled(R.Found);
}

std::vector<LintFinding> lintTable(const VmOpsTable &Table,
                                   const std::vector<FunctionFacts> &Functions,
                                   const ApiFeatures &Api) {
  ConversionInput Input;
  Input.FileFunctions = Functions;
  Input.VmOps.push_back(Table);
  for (const VmOpsHook &Hook : Table.Hooks) {
    OpsEntry Entry;
    Entry.Type = "vm_operations_struct";
    Entry.Field = Hook.Field;
    Entry.Variable = Table.Name;
    Entry.Where.Path = Table.File;
    Entry.Where.Line = Table.Line;
    Entry.Handler = Hook.Value;
    Input.Entries.push_back(std::move(Entry));
  }
  // No hook is known that installs it, but maybe a function that one calls.
  Input.Handler.Body.VmOps.push_back(Table.Name);
  LintReport R{Input, Api, {}, {}};
  R.Together.Members.push_back({&Input.Handler, false, nullptr, {}});
  for (const FunctionFacts &F : Input.FileFunctions)
    if (lists(F.Body.VmOps, Table.Name))
      R.Together.Members.push_back({&F, false, nullptr, {}});
  lintLookups(R);
  lintSplits(R);
  lintVmOps(R);
  return settled(R.Found);
}

} // namespace premap
